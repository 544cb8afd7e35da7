package dev.assay.outbound;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;

/** Addresses that begin alike, of IPv4 or of IPv6. */
record AddressRange(boolean v4, BigInteger prefix, int shift) {

    /** @param text such as {@code 10.0.0.0/8}; fails with IllegalArgumentException on others */
    static AddressRange of(String text) {
        int slash = text.indexOf('/');
        InetAddress first = InetAddress.ofLiteral(text.substring(0, slash));
        int shift = first.getAddress().length * 8 - Integer.parseInt(text.substring(slash + 1));
        if (shift < 0) {
            throw new IllegalArgumentException(text);
        }
        return new AddressRange(first instanceof Inet4Address, value(first).shiftRight(shift), shift);
    }

    boolean contains(InetAddress address) {
        return address instanceof Inet4Address == v4
                && value(address).shiftRight(shift).equals(prefix);
    }

    private static BigInteger value(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }
}
