-- Keys are kept as a fingerprint, as sessions and passwords are: who reads the table cannot act as an application. The keys
-- themselves are random, so a plain digest is enough and a look-up by key stays one index probe. Clients keep their keys.
UPDATE application
SET api_key = 'sha256:' || encode(sha256(convert_to(api_key, 'UTF8')), 'hex')
WHERE api_key NOT LIKE 'sha256:%';
