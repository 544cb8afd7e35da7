-- Requests to sign on that are under way at the SAML identity provider: an answer is accepted once, for a request of ours.
CREATE TABLE saml_request (
  id text,
  expires_at timestamp NOT NULL,
  CONSTRAINT saml_request_pkey PRIMARY KEY (id)
);
-- Assertions that were accepted, until they expire by themselves: none is accepted twice.
CREATE TABLE saml_assertion (
  sha256 bytea,
  expires_at timestamp NOT NULL,
  CONSTRAINT saml_assertion_pkey PRIMARY KEY (sha256),
  CONSTRAINT saml_assertion_sha256_check CHECK (octet_length(sha256) = 32)
);
-- When each piece of background work last began, so that any number of replicas together keep its interval.
CREATE TABLE background_work (
  name text,
  started_at timestamp NOT NULL,
  CONSTRAINT background_work_pkey PRIMARY KEY (name)
);
