package dev.assay.identity.signon.saml;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/** Writes our SAML messages: unsigned requests to sign on and off, and our own metadata (SAML-1). */
record Requests(SamlSettings settings, Instant now) {
    private static final String EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
    private static final String ENTITY = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
    private static final String POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
    private static final String REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
    private static final String PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";

    /** The address to redirect a browser to for signing on. */
    String signOn(IdentityProvider provider, String id, String relayState) {
        String request = xml(writer -> {
            begin(writer, "AuthnRequest", id, provider.signOn());
            writer.writeAttribute("ProtocolBinding", POST);
            writer.writeAttribute("AssertionConsumerServiceURL", settings.acs());
            issuer(writer);
            writer.writeEmptyElement("samlp", "NameIDPolicy", Xml.PROTOCOL);
            writer.writeAttribute("Format", EMAIL);
            writer.writeAttribute("AllowCreate", "true");
            writer.writeStartElement("samlp", "RequestedAuthnContext", Xml.PROTOCOL);
            writer.writeAttribute("Comparison", "exact");
            text(writer, "AuthnContextClassRef", PASSWORD);
            writer.writeEndElement();
        });
        return redirect(provider.signOn(), request, relayState);
    }

    /**
     * The address to redirect a browser to for signing off.
     *
     * @param location the provider's address for logout
     * @param email the user of the session; null if it is not known
     */
    String logout(IdentityProvider provider, String location, String id, @Nullable String email, String relayState) {
        String request = xml(writer -> {
            begin(writer, "LogoutRequest", id, location);
            issuer(writer);
            writer.writeStartElement("saml", "NameID", Xml.ASSERTION);
            writer.writeAttribute("Format", email == null ? ENTITY : EMAIL);
            writer.writeCharacters(email == null ? provider.entityId() : email);
            writer.writeEndElement();
        });
        return redirect(location, request, relayState);
    }

    /** Our metadata, which the identity provider needs to register us. */
    String metadata() {
        return xml(writer -> {
            writer.writeStartElement("md", "EntityDescriptor", Xml.METADATA);
            writer.writeNamespace("md", Xml.METADATA);
            writer.writeAttribute("entityID", settings.spBaseUrl());
            writer.writeStartElement("md", "SPSSODescriptor", Xml.METADATA);
            writer.writeAttribute("AuthnRequestsSigned", "false");
            writer.writeAttribute("WantAssertionsSigned", "true");
            writer.writeAttribute("protocolSupportEnumeration", Xml.PROTOCOL);
            writer.writeEmptyElement("md", "SingleLogoutService", Xml.METADATA);
            writer.writeAttribute("Binding", REDIRECT);
            writer.writeAttribute("Location", settings.sls());
            writer.writeStartElement("md", "NameIDFormat", Xml.METADATA);
            writer.writeCharacters(EMAIL);
            writer.writeEndElement();
            writer.writeEmptyElement("md", "AssertionConsumerService", Xml.METADATA);
            writer.writeAttribute("Binding", POST);
            writer.writeAttribute("Location", settings.acs());
            writer.writeAttribute("index", "1");
            writer.writeEndElement();
        });
    }

    private void begin(XMLStreamWriter writer, String name, String id, String destination) throws XMLStreamException {
        writer.writeStartElement("samlp", name, Xml.PROTOCOL);
        writer.writeNamespace("samlp", Xml.PROTOCOL);
        writer.writeNamespace("saml", Xml.ASSERTION);
        writer.writeAttribute("ID", id);
        writer.writeAttribute("Version", "2.0");
        writer.writeAttribute(
                "IssueInstant", now.truncatedTo(ChronoUnit.SECONDS).toString());
        writer.writeAttribute("Destination", destination);
    }

    private void issuer(XMLStreamWriter writer) throws XMLStreamException {
        text(writer, "Issuer", settings.spBaseUrl());
    }

    private static void text(XMLStreamWriter writer, String name, String text) throws XMLStreamException {
        writer.writeStartElement("saml", name, Xml.ASSERTION);
        writer.writeCharacters(text);
        writer.writeEndElement();
    }

    private static String redirect(String location, String message, String relayState) {
        return location + (location.contains("?") ? "&" : "?") + "SAMLRequest=" + encode(deflated(message))
                + "&RelayState=" + encode(relayState);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String deflated(String message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
                DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(message.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static String xml(Content content) {
        StringWriter out = new StringWriter();
        try {
            XMLStreamWriter writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            content.write(writer);
            writer.writeEndDocument();
            writer.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return out.toString();
    }

    private interface Content {
        void write(XMLStreamWriter writer) throws XMLStreamException;
    }
}
