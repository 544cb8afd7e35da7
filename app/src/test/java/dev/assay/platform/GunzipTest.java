package dev.assay.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class GunzipTest {
    private static final Gunzip.Limits LIMITS = new Gunzip.Limits(4L << 30, 200);

    @Test
    void membersOneAfterAnotherAreOneContent() throws IOException {
        byte[] both = join(gzip("one "), gzip(""), new byte[3], gzip("two"), new byte[512]);
        assertThat(unpacked(new ByteArrayInputStream(both))).isEqualTo("one two");
        assertThat(unpacked(new OneByteAtATime(both))).isEqualTo("one two");
    }

    @Test
    void gzipCutAnywhereIsDamaged() throws IOException {
        byte[] whole = gzip(random(400));
        for (int cut = 2; cut < whole.length; cut++) {
            byte[] part = Arrays.copyOf(whole, cut);
            assertThatThrownBy(() -> unpacked(new ByteArrayInputStream(part)))
                    .as("cut at %d", cut)
                    .isInstanceOf(ZipException.class)
                    .hasMessage("it ends too early");
        }
    }

    @Test
    void everyDamageIsSeen() throws IOException {
        byte[] whole = gzip("content ".repeat(100));
        assertThat(damage(changed(whole, whole.length - 8))).hasMessageContaining("CRC32");
        assertThat(damage(changed(whole, whole.length - 4))).hasMessageContaining("size");
        assertThat(damage(changed(whole, 2))).hasMessageContaining("method");
        assertThat(damage(join(whole, text("trailing text")))).hasMessageContaining("after");
        assertThat(damage(join(whole, new byte[3], text("x")))).hasMessageContaining("after");
        assertThat(damage(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 7, 7, 7, 7}))
                .isNotNull();
    }

    /** Like a fuzzer: whatever a sender changes in a file, the file is either read or reported as damaged. */
    @Test
    void noFileMakesAnotherFault() throws IOException {
        byte[] whole = join(withHeader(gzip("content")), gzip(random(300)));
        Random random = new Random(7);
        for (int turn = 0; turn < 5_000; turn++) {
            byte[] changed = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                changed[2 + random.nextInt(turn % 2 == 0 ? 40 : changed.length - 2)] = (byte) random.nextInt();
            }
            try {
                unpacked(new ByteArrayInputStream(changed));
            } catch (ZipException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void headerFieldsArePassedOver() throws IOException {
        assertThat(unpacked(new ByteArrayInputStream(withHeader(gzip("content")))))
                .isEqualTo("content");
    }

    /** The decoder would hold such a name in memory. */
    @Test
    void aNameWithoutEndIsDamage() {
        byte[] header = {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 3};
        InputStream name = new SequenceInputStream(
                new ByteArrayInputStream(header), new ByteArrayInputStream(filled(10 << 20, (byte) 'x')));
        assertThatThrownBy(() -> unpacked(name))
                .isInstanceOf(ZipException.class)
                .hasMessage("1,048,576 bytes of it unpack to nothing");
    }

    @Test
    void membersWithoutContentAreNotReadForEver() throws IOException {
        byte[] nothing = gzip("");
        InputStream endless =
                new SequenceInputStream(Collections.enumeration(Collections.nCopies(100_000, nothing).stream()
                        .map(ByteArrayInputStream::new)
                        .toList()));
        assertThatThrownBy(() -> unpacked(endless)).isInstanceOf(ZipException.class);
    }

    @Test
    void whatItUnpacksToIsCounted() throws IOException {
        byte[] packed = gzip(random(100_000));
        try (InputStream in = new Gunzip(new ByteArrayInputStream(packed), new Gunzip.Limits(100_000, 1))) {
            assertThat(in.readAllBytes()).hasSize(100_000);
        }
        try (InputStream in = new Gunzip(new ByteArrayInputStream(packed), new Gunzip.Limits(99_999, 1))) {
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(Gunzip.TooLarge.class)
                    .hasMessage("It unpacks to more than 99,999 bytes.");
        }
    }

    @Test
    void howManyTimesItsSizeIsCountedBeyondWhatIsFree() throws IOException {
        byte[] free = gzip(new byte[(int) Gunzip.Limits.FREE]);
        try (InputStream in = new Gunzip(new ByteArrayInputStream(free), LIMITS)) {
            assertThat(in.transferTo(OutputStream.nullOutputStream())).isEqualTo(Gunzip.Limits.FREE);
        }
        try (InputStream in = new Gunzip(new ByteArrayInputStream(join(free, free)), LIMITS)) {
            assertThatThrownBy(() -> in.transferTo(OutputStream.nullOutputStream()))
                    .isInstanceOf(Gunzip.TooDense.class)
                    .hasMessage("It unpacks to more than 200 times its size.");
        }
        try (InputStream in =
                new Gunzip(new ByteArrayInputStream(join(free, free)), new Gunzip.Limits(4L << 30, 2000))) {
            assertThat(in.transferTo(OutputStream.nullOutputStream())).isEqualTo(2 * Gunzip.Limits.FREE);
        }
    }

    @Test
    void faultsOfTheStreamBelowAreTheirOwn() throws IOException {
        byte[] packed = gzip(random(100_000));
        InputStream failing = new FilterInputStream(new ByteArrayInputStream(packed, 0, packed.length / 2)) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int read = in.read(bytes, offset, length);
                if (read < 0) {
                    throw new IOException("disk");
                }
                return read;
            }
        };
        assertThatThrownBy(() -> unpacked(failing))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("disk");
    }

    private static String unpacked(InputStream packed) throws IOException {
        try (InputStream in = new Gunzip(packed, LIMITS)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Throwable damage(byte[] packed) {
        Throwable fault = catchThrowable(() -> unpacked(new ByteArrayInputStream(packed)));
        assertThat(fault).isInstanceOf(ZipException.class);
        return fault;
    }

    private static byte[] changed(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        changed[at] ^= 1;
        return changed;
    }

    /** With an extra field, a name, a comment and a checksum of the header. */
    private static byte[] withHeader(byte[] plain) throws IOException {
        byte[] header = join(
                new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 6, 0, 'B', 'C', 2, 0, 1, 2},
                text("report.xml\0comment\0"),
                new byte[] {0, 0});
        return join(header, Arrays.copyOfRange(plain, 10, plain.length));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] filled(int size, byte with) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, with);
        return bytes;
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] gzip(String content) throws IOException {
        return gzip(text(content));
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] join(byte[]... parts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.write(part);
        }
        return bytes.toByteArray();
    }

    /** Like a slow connection: returns one byte at a time and never says how many follow. */
    private static final class OneByteAtATime extends ByteArrayInputStream {
        OneByteAtATime(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] bytes, int offset, int length) {
            return super.read(bytes, offset, Math.min(length, 1));
        }

        @Override
        public synchronized int available() {
            return 0;
        }
    }
}
