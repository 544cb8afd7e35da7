-- What identifies an artefact of the new families: an OCI image by its digest, anything else by name and version.
ALTER TABLE artefact ADD COLUMN digest varchar(200) NOT NULL DEFAULT '';

CREATE UNIQUE INDEX unique_oci ON artefact (digest) WHERE (family = 'oci');
CREATE UNIQUE INDEX unique_generic ON artefact (name, version) WHERE (family = 'generic');
