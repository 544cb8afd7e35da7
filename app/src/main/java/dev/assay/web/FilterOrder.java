package dev.assay.web;

/**
 * The order of checks of every request (CONV-34). Route lookup comes before all filters; existence and business rules
 * after them, in the controllers.
 */
public final class FilterOrder {
    /** What browsers are told of every answer. */
    public static final int SECURITY_HEADERS = -1100;
    /** Browsers' questions, answered for any path. */
    public static final int CORS = -1000;
    /** 404 for a trailing slash, 405 for HEAD. */
    public static final int ROUTE = -900;
    /** 401 or 403; before that, 400 or 422 where the body of a caller that is refused is no text or no JSON. */
    public static final int PERMISSION = -800;
    /** 429 for who asks too often. */
    public static final int LIMIT = -750;
    /** 400, 413 or 422 for a body that is no text, too large or no JSON. */
    public static final int BODY = -700;
    /** 422 for whatever else path, query and body get wrong. */
    public static final int INPUT = -600;

    private FilterOrder() {}
}
