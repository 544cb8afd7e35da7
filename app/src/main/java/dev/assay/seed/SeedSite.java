package dev.assay.seed;

import java.util.List;

/** A kind of test site with its environments, and the areas that are tested there. */
enum SeedSite {
    /** Physical machines in a lab. */
    MACHINES(List.of(
            "audio",
            "bluetooth",
            "camera",
            "cpu",
            "disk",
            "ethernet",
            "firmware",
            "graphics",
            "input",
            "memory",
            "power-management",
            "suspend",
            "tpm",
            "usb",
            "watchdog",
            "wireless")) {
        @Override
        List<String> environments(String architecture) {
            return switch (architecture) {
                case "amd64" ->
                    List.of(
                            "xps-13-9340-c27",
                            "thinkpad-t14-g5-c31",
                            "nuc13-pro-s04",
                            "poweredge-r660-r12",
                            "z2-g9-c08");
                case "arm64" -> List.of("rpi5-8gb-s21", "rpi4b-4gb-s18", "altra-max-r03");
                case "armhf" -> List.of("rpi3b-s02", "beaglebone-s07");
                default -> List.of("visionfive2-s40");
            };
        }
    },
    /** Models in clouds. */
    CLOUDS(List.of(
            "backup",
            "config",
            "deploy",
            "high-availability",
            "metrics",
            "network",
            "relations",
            "scaling",
            "secrets",
            "storage",
            "tls",
            "upgrade")) {
        @Override
        List<String> environments(String architecture) {
            return architecture.equals("arm64")
                    ? List.of("juju-3.6-aws-m7g", "juju-3.6-lxd-altra")
                    : List.of(
                            "juju-3.6-microk8s-noble", "juju-3.6-lxd-noble", "juju-2.9-openstack", "juju-3.6-aws-m7i");
        }
    },
    /** Temporary clusters and containers. */
    CLUSTERS(List.of(
            "accounts",
            "api",
            "authorisation",
            "cache",
            "checkout",
            "export",
            "invoices",
            "limits",
            "migrations",
            "notifications",
            "queue",
            "search",
            "sessions",
            "webhooks")) {
        @Override
        List<String> environments(String architecture) {
            return architecture.equals("arm64")
                    ? List.of("kind-1.34-arm64", "gke-1.33-t2a")
                    : List.of("kind-1.34", "kind-1.32", "gke-1.33-e2", "staging-eu-west-1");
        }
    };

    private static final List<String> PLANS = List.of("smoke", "regression", "full", "nightly");

    private final List<String> areas;

    SeedSite(List<String> areas) {
        this.areas = areas;
    }

    List<String> areas() {
        return areas;
    }

    /** The area whose tests take longer and longer. */
    String slowing() {
        return areas.get(1);
    }

    /** The names of the environments with this architecture. */
    abstract List<String> environments(String architecture);

    /** The name of one of the four test plans. The first is the quickest. */
    String plan(int number) {
        return PLANS.get(number % PLANS.size());
    }

    /** The share of each area's cases that a plan runs, in tenths. */
    int share(String plan) {
        return switch (plan) {
            case "smoke" -> 2;
            case "regression" -> 6;
            default -> 10;
        };
    }
}
