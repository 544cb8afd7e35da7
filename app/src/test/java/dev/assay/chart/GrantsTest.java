package dev.assay.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.chart.Grants.Call;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rights of our service accounts in the cluster, by the rendered roles: not more than their tasks need. */
class GrantsTest {
    private static final String JOBS = "/apis/batch/v1/namespaces/tests/jobs";
    private static final String KINDS = "/apis/assay.dev/v1alpha1/";

    @TempDir
    private static Path directory;

    private static Grants everywhere;
    private static Grants somewhere;
    private static Grants api;
    private static Grants worker;

    @BeforeAll
    static void render() throws Exception {
        Path some = Files.writeString(directory.resolve("some.yaml"), "operator: {watchNamespaces: [tests, more]}");
        var all = Chart.objects(Cases.rendered("default"));
        everywhere = Grants.of(all, Chart.NAMESPACE, "assay-operator");
        api = Grants.of(all, Chart.NAMESPACE, "assay-api");
        worker = Grants.of(all, Chart.NAMESPACE, "assay-worker");
        somewhere = Grants.of(Chart.objects(Cases.Copy.CHART.render(List.of(some))), Chart.NAMESPACE, "assay-operator");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /apis/assay.dev/v1alpha1/namespaces/tests/testruns",
        "GET, /apis/assay.dev/v1alpha1/namespaces/tests/testplans?watch=true&resourceVersion=1",
        "GET, /apis/assay.dev/v1alpha1/namespaces/tests/testruns/web-1",
        "PATCH, /apis/assay.dev/v1alpha1/namespaces/tests/testruns/web-1/status?fieldManager=assay-operator&force=true",
        "PATCH, /apis/assay.dev/v1alpha1/namespaces/tests/resultsources/web/status?fieldManager=resultsource&force=true",
        "POST, /apis/assay.dev/v1alpha1/namespaces/tests/testruns",
        "DELETE, /apis/assay.dev/v1alpha1/namespaces/tests/testruns/web-1",
        "GET, /apis/batch/v1/namespaces/tests/jobs?labelSelector=a%3Db&watch=true",
        "PATCH, /apis/batch/v1/namespaces/tests/jobs/web-1?fieldManager=assay-operator&force=true",
        "GET, /api/v1/namespaces/tests/pods?labelSelector=a%3Db",
        "POST, /api/v1/namespaces/tests/pods?dryRun=All&fieldValidation=Strict",
        "DELETE, /api/v1/namespaces/tests/pods/web-1",
        "GET, /api/v1/namespaces/tests/events?fieldSelector=reason%3DFailedCreate",
        "GET, /api/v1/namespaces/tests/pods/web-1/log?container=test",
        "POST, /apis/events.k8s.io/v1/namespaces/tests/events",
        "POST, /apis/apps/v1/namespaces/tests/controllerrevisions",
        "GET, /api/v1/namespaces/kube-system",
        "GET, /apis/apiextensions.k8s.io/v1/customresourcedefinitions/testplans.assay.dev",
        "POST, /apis/coordination.k8s.io/v1/namespaces/team/leases",
        "PUT, /apis/coordination.k8s.io/v1/namespaces/team/leases/assay-operator",
        "PUT, /apis/coordination.k8s.io/v1/namespaces/team/leases/assay-installation",
        "GET, /apis/coordination.k8s.io/v1/leases?labelSelector=assay.dev%2Finstallation",
        "GET, /version"
    })
    void theOperatorMayDoItsWork(String method, String uri) {
        assertThat(everywhere.allows(Call.of(method, uri))).isTrue();
        assertThat(somewhere.allows(Call.of(method, uri))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/namespaces/tests/secrets",
        "GET, /api/v1/namespaces/tests/secrets/web",
        "GET, /api/v1/namespaces/tests/configmaps/web",
        "POST, /api/v1/namespaces/tests/events",
        "PATCH, /apis/events.k8s.io/v1/namespaces/tests/events/web-1",
        "DELETE, /apis/batch/v1/namespaces/tests/jobs/web-1",
        "PUT, /apis/assay.dev/v1alpha1/namespaces/tests/testruns/web/status",
        "DELETE, /api/v1/namespaces/tests/pods",
        "POST, /api/v1/namespaces/tests/pods/web-1/exec",
        "POST, /api/v1/namespaces/tests/serviceaccounts/default/token",
        "DELETE, /apis/batch/v1/namespaces/tests/jobs",
        "PATCH, /apis/assay.dev/v1alpha1/namespaces/tests/testplans/web",
        "DELETE, /apis/assay.dev/v1alpha1/namespaces/tests/testplans/web",
        "PUT, /apis/assay.dev/v1alpha1/namespaces/tests/testruns/web/finalizers",
        "GET, /api/v1/namespaces",
        "GET, /api/v1/namespaces/tests",
        "GET, /apis/coordination.k8s.io/v1/namespaces/tests/leases/assay-operator",
        "PUT, /apis/coordination.k8s.io/v1/namespaces/team/leases/of-somebody-else",
        "PATCH, /apis/apiextensions.k8s.io/v1/customresourcedefinitions/testplans.assay.dev",
        "POST, /apis/rbac.authorization.k8s.io/v1/namespaces/tests/rolebindings",
        "POST, /apis/authentication.k8s.io/v1/tokenreviews",
        "GET, /metrics"
    })
    void theOperatorMayNothingElse(String method, String uri) {
        assertThat(everywhere.allows(Call.of(method, uri))).isFalse();
        assertThat(somewhere.allows(Call.of(method, uri))).isFalse();
    }

    @Test
    void anOperatorOfSomeNamespacesMayNothingInOthers() {
        assertThat(somewhere.allows(Call.of("GET", JOBS.replace("tests", "more"))))
                .isTrue();
        for (String elsewhere : List.of(JOBS.replace("tests", "others"), "/apis/batch/v1/jobs", KINDS + "testruns")) {
            assertThat(everywhere.allows(Call.of("GET", elsewhere))).isTrue();
            assertThat(somewhere.allows(Call.of("GET", elsewhere))).isFalse();
        }
    }

    @Test
    void theApiAsksWhoCallsAndMayNothingElse() {
        assertThat(api.allows("create", "authentication.k8s.io", "tokenreviews", "", "", ""))
                .isTrue();
        assertThat(api.grants()).hasSize(1);
        assertThat(api.unneeded(List.of(Call.of("POST", "/apis/authentication.k8s.io/v1/tokenreviews"))))
                .isEmpty();
    }

    @Test
    void theWorkerMayNothing() {
        assertThat(worker.grants()).isEmpty();
    }

    @Test
    void unneededRightsAreListed() {
        List<Call> calls = List.of(Call.of("GET", JOBS), Call.of("POST", JOBS));
        assertThat(everywhere.unneeded(calls))
                .contains("watch batch/jobs", "get pods/log", "patch assay.dev/testruns/status")
                .doesNotContain("list batch/jobs", "create batch/jobs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"testplans", "testruns", "resultsources"})
    void whoMayEditANamespaceMayEditOurKinds(String kind) {
        var roles = Chart.objects(Cases.rendered("default")).stream()
                .filter(object -> object.getMetadata().getLabels().keySet().stream()
                        .anyMatch(label -> label.endsWith("/aggregate-to-edit")))
                .toList();
        assertThat(roles).hasSize(2);
        assertThat(roles.toString()).contains(kind, "deletecollection", "watch");
    }
}
