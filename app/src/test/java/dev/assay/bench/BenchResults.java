package dev.assay.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The same results in every form in which they can be sent. They resemble those of a real suite: one in twenty failed with some
 * text.
 *
 * @param rows one for each of the cases 1 to n
 */
record BenchResults(List<Row> rows) {
    private static final String TRACE = "  at dev.example.shop.checkout.Basket.total(Basket.java:118)\n".repeat(12);
    private static final LocalDateTime EPOCH = LocalDateTime.of(2000, 1, 1, 0, 0);

    record Row(int number, String status, String comment, String log) {
        String suite() {
            return "shop.area" + number % 40 + ".Suite" + number % 400;
        }

        String name() {
            return suite() + ".case" + number;
        }
    }

    static BenchResults of(int size) {
        return new BenchResults(IntStream.rangeClosed(1, size)
                .mapToObj(i -> switch (i % 20) {
                    case 0 -> new Row(i, "FAILED", "expected 200 but was 503", "request " + i + "\n" + TRACE);
                    case 1 -> new Row(i, "SKIPPED", "needs two nodes", "");
                    default -> new Row(i, "PASSED", "", i % 2 == 0 ? "" : "request " + i + " answered 200 in 12 ms\n");
                })
                .toList());
    }

    byte[] json() {
        StringBuilder json = new StringBuilder("[");
        for (Row row : rows) {
            json.append(json.length() > 1 ? "," : "")
                    .append(
                            "{\"name\":\"%s\",\"status\":\"%s\",\"category\":\"%s\",\"comment\":\"%s\",\"io_log\":\"%s\"}"
                                    .formatted(
                                            row.name(), row.status(), row.suite(), row.comment(), escaped(row.log())));
        }
        return json.append("]").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String text) {
        return text.replace("\n", "\\n");
    }

    byte[] junit() {
        StringBuilder xml =
                new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"shop\">\n");
        for (Row row : rows) {
            xml.append(
                    "<testcase classname=\"%s\" name=\"case%d\" time=\"0.012\">".formatted(row.suite(), row.number()));
            switch (row.status()) {
                case "FAILED" -> xml.append("<failure message=\"%s\"/>".formatted(row.comment()));
                case "SKIPPED" -> xml.append("<skipped message=\"%s\"/>".formatted(row.comment()));
                default -> {}
            }
            if (!row.log().isEmpty()) {
                xml.append("<system-out><![CDATA[").append(row.log()).append("]]></system-out>");
            }
            xml.append("</testcase>\n");
        }
        return xml.append("</testsuite>\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The rows in the form of COPY … FORMAT binary. */
    byte[] copy(int execution, int firstCase, LocalDateTime now) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(rows.size() * 200);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(new byte[] {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
            });
            long micros = ChronoUnit.MICROS.between(EPOCH, now);
            for (Row row : rows) {
                out.writeShort(8);
                number(out, execution);
                number(out, firstCase + row.number() - 1);
                text(out, row.status());
                text(out, row.comment());
                text(out, row.log());
                number(out, 12_000L);
                number(out, micros);
                number(out, micros);
            }
            out.writeShort(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void number(DataOutputStream out, int value) throws IOException {
        out.writeInt(4);
        out.writeInt(value);
    }

    private static void number(DataOutputStream out, long value) throws IOException {
        out.writeInt(8);
        out.writeLong(value);
    }

    private static void text(DataOutputStream out, String value) throws IOException {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
