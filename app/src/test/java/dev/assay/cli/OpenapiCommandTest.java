package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestServer;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenapiCommandTest {
    private final StringWriter out = new StringWriter();

    @Test
    void jsonIsWhatTheServerServesAndNeedsNoDatabase() {
        assertThat(assay("openapi", "json")).isZero();
        assertThat(out)
                .asString()
                .isEqualTo(TestServer.shared().anonymous().get("/openapi.json").body());
    }

    @Test
    void yamlIsTheSameDocument() {
        assertThat(assay("openapi", "yaml")).isZero();
        assertThat(out).asString().startsWith("openapi: 3.1.0\n");
        assertThat(new OpenAPIV3Parser().readContents(out.toString()).getMessages())
                .isEmpty();
    }

    private int assay(String... arguments) {
        return Assay.commandLine(Map.of(), new PrintWriter(out)).execute(arguments);
    }
}
