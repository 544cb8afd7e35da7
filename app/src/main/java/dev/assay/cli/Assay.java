package dev.assay.cli;

import dev.assay.platform.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** Entry point of the one image: {@code assay <command>}. */
@Command(
        name = "assay",
        description = "Stores what was tested, where, how it went and who signed it off.",
        mixinStandardHelpOptions = true,
        versionProvider = Assay.Built.class,
        subcommands = {ServeCommand.class})
public final class Assay {
    private Assay() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Assay()).execute(args));
    }

    static final class Built implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {Version.current()};
        }
    }
}
