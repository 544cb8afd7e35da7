package dev.assay.web;

/**
 * The order in which every request is checked (CONV-34). The route is looked up before all filters. Controllers check existence and
 * business rules after them.
 */
public final class FilterOrder {
    /** Adds the security headers to every response. */
    public static final int SECURITY_HEADERS = -1100;
    /** Answers CORS preflights, on any path. */
    public static final int CORS = -1000;
    /** 404 for a trailing slash, 405 for HEAD. */
    public static final int ROUTE = -900;
    /** 401 or 403. Before that, 400 or 422 if the body of a refused caller is not text or not JSON. */
    public static final int PERMISSION = -800;
    /** 429 for callers that send too many requests. */
    public static final int LIMIT = -750;
    /** 400, 413 or 422 for a body that is not text, too large or not JSON. */
    public static final int BODY = -700;
    /** 422 for everything else that is wrong in path, query and body. */
    public static final int INPUT = -600;

    private FilterOrder() {}
}
