package dev.assay.web.stream;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes, without the locks of {@link java.io.ByteArrayOutputStream}; for one thread at a time. */
public class Bytes extends OutputStream {
    private byte[] array;
    private int size;

    public Bytes(int expected) {
        this.array = new byte[expected];
    }

    @Override
    public void write(int b) {
        room(1);
        array[size++] = (byte) b;
    }

    @Override
    public void write(byte[] source) {
        write(source, 0, source.length);
    }

    @Override
    public void write(byte[] source, int from, int length) {
        room(length);
        System.arraycopy(source, from, array, size, length);
        size += length;
    }

    public void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    public int size() {
        return size;
    }

    /** Removes the last bytes. */
    public void drop(int count) {
        size -= count;
    }

    /** Copies bytes from a position on. */
    public void read(int position, byte[] target, int offset, int length) {
        System.arraycopy(array, position, target, offset, length);
    }

    public byte[] toArray() {
        return Arrays.copyOf(array, size);
    }

    /** Returns all bytes and leaves this empty, without capacity. */
    Bytes take() {
        Bytes taken = new Bytes(0);
        taken.array = array;
        taken.size = size;
        array = new byte[0];
        size = 0;
        return taken;
    }

    /** Makes room for this many more bytes. */
    final void room(int more) {
        if (array.length - size < more) {
            array = Arrays.copyOf(array, Math.max(size + more, 2 * array.length));
        }
    }
}
