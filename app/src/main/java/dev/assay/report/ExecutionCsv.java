package dev.assay.report;

import dev.assay.database.CopyRow;
import dev.assay.web.stream.Bytes;
import jakarta.inject.Singleton;

/** Writes executions as CSV, for v1. */
@Singleton
final class ExecutionCsv implements Reports.ExecutionFormat {
    private static final String HEADER = """
            Artefact.family,Artefact.id,Artefact.name,Artefact.version,Artefact.status,Artefact.track,Artefact.stage,\
            Artefact.series,Artefact.repo,Artefact.os,TestExecution.id,TestExecution.status,TestExecution.ci_link,\
            TestExecution.c3_link,TestExecution.checkbox_version,TestExecution.test_plan,TestExecution.created_at,\
            Environment.name,Environment.architecture,ArtefactBuildEnvironmentReview.review_decision,\
            ArtefactBuildEnvironmentReview.review_comment,TestEvents\r
            """; // REP-12

    private final ReportEvents events;

    ExecutionCsv(ReportEvents events) {
        this.events = events;
    }

    @Override
    public void begin(Bytes out) {
        out.write(HEADER);
    }

    @Override
    public void row(CopyRow row, Bytes out) {
        Csv csv = new Csv(out);
        csv.cells(row, 0, 15);
        csv.time(row, 16);
        csv.cells(row, 17, 18);
        csv.cell("[" + row.must(19).replace(",", ", ") + "]"); // REP-14
        csv.cell(row, 20);
        csv.cell(PythonText.of(events.of(row.text(21))));
        csv.end();
    }
}
