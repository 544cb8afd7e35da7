package dev.assay.report;

import dev.assay.database.CopyRow;
import dev.assay.web.stream.Bytes;

/** Writes results as CSV, for v1. It keeps the cells of an execution, with which each of its rows begins. */
final class ResultCsv implements Reports.ResultFormat<byte[]> {
    private static final int EXPECTED = 256;
    private static final String HEADER = """
            Artefact.family,Artefact.id,Artefact.name,Artefact.version,Artefact.status,Artefact.track,Artefact.stage,\
            Artefact.series,Artefact.repo,Artefact.os,Artefact.series,Artefact.created_at,TestExecution.id,\
            TestExecution.status,TestExecution.c3_link,TestExecution.checkbox_version,TestPlan.name,Environment.name,\
            Environment.architecture,TestCase.template_id,TestCase.name,TestCase.category,TestResult.status,\
            TestResult.created_at\r
            """; // REP-21

    @Override
    public void begin(Bytes out) {
        out.write(HEADER);
    }

    @Override
    public byte[] execution(CopyRow row) {
        Bytes cells = new Bytes(EXPECTED);
        Csv csv = new Csv(cells);
        csv.cells(row, 1, 10);
        csv.cell(row, 8);
        csv.time(row, 11);
        csv.cell(row, 0);
        csv.cells(row, 12, 17);
        return cells.toArray();
    }

    @Override
    public void row(byte[] execution, CopyRow row, Bytes out) {
        out.write(execution);
        Csv csv = new Csv(out);
        csv.cells(row, 2, 5);
        csv.time(row, 6);
        csv.end();
    }
}
