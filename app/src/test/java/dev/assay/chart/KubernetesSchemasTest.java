package dev.assay.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KubernetesSchemasTest {
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, labels: {app.kubernetes.io/name: assay}, creationTimestamp: 2026-01-02T03:04:05Z}
            spec:
              replicas: 2
              strategy: {rollingUpdate: {maxSurge: 25%, maxUnavailable: 0}}
              selector: {matchLabels: {app.kubernetes.io/name: assay}}
              template:
                metadata: {labels: {app.kubernetes.io/name: assay}}
                spec:
                  securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
                  nodeSelector:
                  containers:
                    - name: serve
                      image: assay:1.0
                      args: [serve]
                      ports: [{name: http, containerPort: 30000}]
                      resources: {requests: {cpu: 1.5, memory: 256Mi}, limits: {memory: 1e9}}
                      readinessProbe: {httpGet: {path: /health/readiness, port: management}, periodSeconds: 5}
                  volumes: [{name: tmp, emptyDir: {}}]
            """;

    @Test
    void whatTheServerTakesHasNoProblem() {
        assertThat(problems(DEPLOYMENT)).isEmpty();
    }

    @Test
    void aMisspeltFieldIsNamedWithItsPath() {
        assertThat(problems(DEPLOYMENT.replace("image:", "imge:")))
                .containsExactly("Deployment/web: spec.template.spec.containers[0].imge: no field of V1Container");
        assertThat(problems(DEPLOYMENT.replace("spec:\n  replicas", "sepc:\n  replicas")))
                .containsExactly("Deployment/web: sepc: no field of V1Deployment");
    }

    @Test
    void aWrongTypeIsNamedWithItsPath() {
        assertThat(problems(DEPLOYMENT.replace("replicas: 2", "replicas: two")))
                .containsExactly("Deployment/web: spec.replicas: must be an integer, is \"two\"");
        assertThat(problems(DEPLOYMENT.replace("args: [serve]", "args: serve")))
                .containsExactly("Deployment/web: spec.template.spec.containers[0].args: must be a list, is \"serve\"");
        assertThat(problems(DEPLOYMENT.replace("emptyDir: {}", "emptyDir: []")))
                .containsExactly("Deployment/web: spec.template.spec.volumes[0].emptyDir: must be an object, is []");
        assertThat(problems(DEPLOYMENT.replace("runAsNonRoot: true", "runAsNonRoot: \"true\"")))
                .containsExactly(
                        "Deployment/web: spec.template.spec.securityContext.runAsNonRoot: must be true or false, is \"true\"");
        assertThat(problems(DEPLOYMENT.replace("periodSeconds: 5", "periodSeconds: 5.5")))
                .containsExactly(
                        "Deployment/web: spec.template.spec.containers[0].readinessProbe.periodSeconds: must be an integer, is 5.5");
        assertThat(problems(DEPLOYMENT.replace("path: /health/readiness", "path: 1")))
                .containsExactly(
                        "Deployment/web: spec.template.spec.containers[0].readinessProbe.httpGet.path: must be a text, is 1");
    }

    @Test
    void labelsAndEnvironmentVariablesAreTexts() {
        assertThat(problems("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {PORT: 30000, DEBUG: yes}}"))
                .containsExactly(
                        "ConfigMap/c: data[\"PORT\"]: must be a text, is 30000",
                        "ConfigMap/c: data[\"DEBUG\"]: must be a text, is true");
    }

    @Test
    void aRequiredFieldThatIsAbsentOrNullIsNamed() {
        assertThat(problems(
                        DEPLOYMENT.replace("selector: {matchLabels: {app.kubernetes.io/name: assay}}", "selector:")))
                .containsExactly("Deployment/web: spec.selector: missing");
        assertThat(problems(DEPLOYMENT.replace("- name: serve\n", "- tty: true\n")))
                .containsExactly("Deployment/web: spec.template.spec.containers[0].name: missing");
    }

    @Test
    void anElementIsNotNull() {
        assertThat(problems(DEPLOYMENT.replace("args: [serve]", "args: [serve, null]")))
                .containsExactly("Deployment/web: spec.template.spec.containers[0].args[1]: must not be null");
    }

    @Test
    void quantitiesPortsSecretsAndTimesHaveTheirForm() {
        assertThat(problems(DEPLOYMENT.replace("256Mi", "256MB")))
                .containsExactly(
                        "Deployment/web: spec.template.spec.containers[0].resources.requests[\"memory\"]: must be a quantity, is \"256MB\"");
        assertThat(problems(DEPLOYMENT.replace("port: management", "port: [9090]")))
                .containsExactly(
                        "Deployment/web: spec.template.spec.containers[0].readinessProbe.httpGet.port: must be an integer or a text, is [9090]");
        assertThat(problems("{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {good: YQ==, bad: pass-word}}"))
                .containsExactly("Secret/s: data[\"bad\"]: must be base64, is \"pass-word\"");
        assertThat(problems(DEPLOYMENT.replace("2026-01-02T03:04:05Z", "yesterday")))
                .containsExactly("Deployment/web: metadata.creationTimestamp: must be a time, is \"yesterday\"");
    }

    @Test
    void aKindOfAnotherGroupIsNotTakenForKnown() {
        assertThat(problems(DEPLOYMENT.replace("apps/v1", "extensions/v1beta1")))
                .containsExactly("Deployment/web: kind: no schema for extensions/v1beta1 Deployment");
        assertThat(problems("{kind: Deployment, metadata: {name: web}}"))
                .containsExactly("Deployment/web: apiVersion and kind: must be texts, are null and Deployment");
    }

    @Test
    void kindsOfOthersHaveNamesAndTypes() {
        String route = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: web}
                spec:
                  parentRefs: [{name: public, sectionName: https}]
                  hostnames: [assay.example.org]
                  rules: [{matches: [{path: {type: PathPrefix, value: /}}], timeouts: {request: 30s}, backendRefs: [{name: web, port: 80}]}]
                """;
        assertThat(problems(route)).isEmpty();
        assertThat(problems(route.replace("port: 80", "port: http")))
                .containsExactly("HTTPRoute/web: spec.rules[0].backendRefs[0].port: must be an integer, is \"http\"");
        assertThat(problems(route.replace("hostnames", "hosts")))
                .containsExactly("HTTPRoute/web: spec.hosts: no field of HTTPRouteSpec");
        String monitor = """
                apiVersion: monitoring.coreos.com/v1
                kind: ServiceMonitor
                metadata: {name: web}
                spec:
                  selector: {matchLabels: {app.kubernetes.io/name: assay}}
                  namespaceSelector: {matchNames: [assay]}
                  endpoints: [{port: management, path: /prometheus, interval: 30s, scrapeTimeout: 10s, honorLabels: true}]
                """;
        assertThat(problems(monitor)).isEmpty();
        assertThat(problems(monitor.replace("interval: 30s", "intervall: 30s")))
                .containsExactly("ServiceMonitor/web: spec.endpoints[0].intervall: no field of Endpoint");
        String rule = """
                apiVersion: monitoring.coreos.com/v1
                kind: PrometheusRule
                metadata: {name: web}
                spec: {groups: [{name: assay, interval: 1m, rules: [
                    {alert: Down, expr: up == 0, for: 5m, labels: {severity: page}, annotations: {summary: down}},
                    {record: "assay:up", expr: 1}]}]}
                """;
        assertThat(problems(rule)).isEmpty();
        assertThat(problems(rule.replace("severity: page", "severity: 1")))
                .containsExactly(
                        "PrometheusRule/web: spec.groups[0].rules[0].labels[\"severity\"]: must be a text, is 1");
        assertThat(problems("{apiVersion: monitoring.coreos.com/v1, kind: PodMonitor, metadata: {name: p}, sepc: {}}"))
                .containsExactly("PodMonitor/p: sepc: no field of PodMonitor");
    }

    @Test
    void everyKindThatIsKnownHasAModel() {
        assertThat(KubernetesSchemas.KINDS).isNotEmpty();
        KubernetesSchemas.KINDS.forEach((version, kinds) -> kinds.forEach(kind -> assertThat(KubernetesSchemas.problems(
                        Map.of("apiVersion", version, "kind", kind, "metadata", Map.of("name", "x"), "unheard", 1)))
                .contains(kind + "/x: unheard: no field of " + model(version) + kind)));
    }

    @Test
    void aTextOfSeveralDocumentsIsSplitAndAKeyStandsOnce() {
        String twice = "---\n# nothing\n---\n" + DEPLOYMENT + "---\n{apiVersion: v1, kind: Pod}\n";
        assertThat(KubernetesSchemas.documents(twice))
                .extracting(object -> object.get("kind"))
                .containsExactly("Deployment", "Pod");
        assertThatThrownBy(() -> KubernetesSchemas.documents("kind: Pod\nkind: Job\n"))
                .hasMessageContaining("duplicate key kind");
        assertThatThrownBy(() -> KubernetesSchemas.documents("just words"))
                .hasMessageContaining("not an object: just words");
    }

    private static String model(String version) {
        return version.substring(version.indexOf('/') + 1).replace('v', 'V');
    }

    private static List<String> problems(String yaml) {
        return KubernetesSchemas.documents(yaml).stream()
                .flatMap(object -> KubernetesSchemas.problems(object).stream())
                .toList();
    }
}
