package dev.assay.upload.naming;

import java.util.regex.Pattern;

/**
 * The tools whose files need a rule of their own, in the order in which they are tried. A rule sees one case with the suites
 * around it, so that it can decide before the next case is read. docs/identity.md explains the rules.
 */
enum Tool {
    /** The same file runs once in each project (a browser). The project is the host name of the suite. */
    PLAYWRIGHT {
        @Override
        boolean wrote(TestNames.File file, TestNames.Case test) {
            String className = test.className();
            return file.rootHasId()
                    && className != null
                    && className.equals(file.suite())
                    && SCRIPT.matcher(className).find();
        }

        @Override
        String name(TestNames.File file, TestNames.Case test) {
            String usual = UNKNOWN.name(file, test);
            return file.host() == null ? usual : usual + " [" + file.host() + "]";
        }
    },
    /** Every case has the class {@code test}. The suites around it distinguish it. */
    NODE {
        @Override
        boolean wrote(TestNames.File file, TestNames.Case test) {
            return file.rootIsBare() && "test".equals(test.className()) && test.name() != null;
        }

        @Override
        String name(TestNames.File file, TestNames.Case test) {
            return TestNames.joined(file.path(), test.name());
        }
    },
    /** The names are usual ones. A test that occurs again was run again. */
    GO {
        @Override
        boolean wrote(TestNames.File file, TestNames.Case test) {
            return test.name() != null
                    && test.className() != null
                    && (file.isGo() || test.className().indexOf('/') >= 0)
                    && GO_TEST.matcher(test.name()).find();
        }

        @Override
        String name(TestNames.File file, TestNames.Case test) {
            return UNKNOWN.name(file, test);
        }

        @Override
        Repeat repeat() {
            return Repeat.ATTEMPT;
        }
    },
    /** Any other tool: the class, or what takes its place, and the name. */
    UNKNOWN {
        @Override
        boolean wrote(TestNames.File file, TestNames.Case test) {
            return true;
        }

        @Override
        String name(TestNames.File file, TestNames.Case test) {
            String name = test.name();
            if (test.className() == null) {
                return TestNames.joined(test.file() != null ? test.file() : file.path(), name);
            }
            return name != null && TestNames.beginsWith(name, test.className())
                    ? name
                    : TestNames.joined(test.className(), name);
        }
    };

    private static final Pattern SCRIPT = Pattern.compile("\\.[cm]?[jt]sx?$");
    private static final Pattern GO_TEST = Pattern.compile("^(?:Test|Fuzz|Example|Benchmark)(?:\\P{Ll}|$)");

    /** True if this tool wrote the case. */
    abstract boolean wrote(TestNames.File file, TestNames.Case test);

    /** What distinguishes the test; empty if nothing does. */
    abstract String name(TestNames.File file, TestNames.Case test);

    /** What a name that occurs again in a file means. */
    Repeat repeat() {
        return Repeat.AFTER_FAILURE;
    }

    static Tool of(TestNames.File file, TestNames.Case test) {
        for (Tool tool : values()) {
            if (tool.wrote(file, test)) {
                return tool;
            }
        }
        return UNKNOWN;
    }
}
