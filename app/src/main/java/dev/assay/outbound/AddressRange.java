package dev.assay.outbound;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;

/** A range of IPv4 or IPv6 addresses with a common prefix. */
record AddressRange(boolean v4, BigInteger prefix, int shift) {

    /** @param text such as {@code 10.0.0.0/8}; other texts are an IllegalArgumentException */
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
