package dev.assay.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks how {@code scripts/cluster} calls kubectl: a program of that name knows one pod and prints its arguments. */
class ClusterScriptTest {
    private static final String KUBECTL = """
            #!/bin/sh
            case "$*" in
              *"get pods"*) echo pod/assay-1 ;;
              *) for argument; do printf '[%s]' "$argument"; done; echo ;;
            esac
            """;

    @TempDir
    private Path folder;

    private record Outcome(int exit, String output) {}

    @Test
    void commandsRunInThePodOfTheApi() throws Exception {
        assertThat(cluster("migrate").output()).contains("[exec][--stdin][pod/assay-1][--][assay][migrate]");
        assertThat(cluster("seed", "--size", "small").output()).contains("[--][assay][seed][--size][small]");
        assertThat(cluster("assay", "user", "list").output()).contains("[--][assay][user][list]");
        assertThat(cluster("shell").output()).contains("[--][bash]");
    }

    @Test
    void testsAreGivenTheirArgumentsAndNoSettingOfThePod() throws Exception {
        assertThat(cluster("test", "UploadTest#a b", "-Dx=y").output())
                .contains("[--][sh][-c][exec env -i ", "scripts/test \"$@\"][test][UploadTest#a b][-Dx=y]");
    }

    @Test
    void psqlRunsInThePodOfTheDatabase() throws Exception {
        assertThat(cluster("psql", "-c", "SELECT 1").output())
                .contains("[sh][-c][exec psql --username \"$POSTGRES_USER\" --dbname \"$POSTGRES_DB\" \"$@\"]")
                .contains("[psql][-c][SELECT 1]");
    }

    @Test
    void logsAreThoseOfAllPods() throws Exception {
        assertThat(cluster("logs", "--follow").output())
                .contains("[logs][--selector][app.kubernetes.io/instance=assay]", "[--follow]");
    }

    @Test
    void aMissingPodAndAnUnknownCommandAreToldOf() throws Exception {
        Files.writeString(folder.resolve("none"), "");
        Outcome missing = cluster("migrate");

        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.output()).contains("No pod of assay with the component api is running");
        assertThat(cluster("dance").exit()).isEqualTo(2);
    }

    private Outcome cluster(String... arguments) throws Exception {
        Path kubectl = folder.resolve("kubectl");
        if (Files.notExists(kubectl)) {
            Files.createFile(
                    kubectl, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Files.writeString(
                kubectl, Files.exists(folder.resolve("none")) ? KUBECTL.replace("echo pod/assay-1", ":") : KUBECTL);
        ProcessBuilder builder = new ProcessBuilder(command(arguments)).redirectErrorStream(true);
        builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        builder.environment().keySet().removeIf(name -> name.equals("RELEASE") || name.equals("NAMESPACE"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    private static String[] command(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = Engine.ROOT.resolve("scripts/cluster").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return command;
    }
}
