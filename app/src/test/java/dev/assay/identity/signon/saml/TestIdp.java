package dev.assay.identity.signon.saml;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** An identity provider that signs any message with its own keys, and serves its metadata on a port of this machine. */
final class TestIdp implements AutoCloseable {
    static final String ENTITY_ID = "https://idp.example.com/metadata";
    static final String RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    static final String SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";

    private static final KeyStore KEYS = keys();

    private final HttpServer server;
    private final AtomicReference<byte[]> metadata =
            new AtomicReference<>(metadata("signing").getBytes(StandardCharsets.UTF_8));
    private final AtomicInteger asked = new AtomicInteger();

    TestIdp() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] body = metadata.get();
            exchange.sendResponseHeaders(body.length == 0 ? 500 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    String uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metadata")
                .toString();
    }

    /** The number of downloads of its metadata. */
    int asked() {
        return asked.get();
    }

    /** Sets the metadata that it serves; an empty text makes it answer with an error. */
    void serve(String text) {
        metadata.set(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Metadata of a provider with these keys. */
    static String metadata(String... aliases) {
        StringBuilder keys = new StringBuilder();
        for (String alias : aliases) {
            keys.append("""
                    <KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>
                    <X509Certificate>%s</X509Certificate></X509Data></KeyInfo></KeyDescriptor>""".formatted(certificate(alias)));
        }
        return """
                <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="%s">
                <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">%s
                <SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/slo"/>
                <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.com/post"/>
                <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso?a=b"/>
                </IDPSSODescriptor></EntityDescriptor>""".formatted(ENTITY_ID, keys);
    }

    /** Signs the first element of this name that has an ID. */
    static String sign(String xml, String name, String alias) {
        return sign(xml, name, alias, RSA_SHA256, SHA256);
    }

    static String sign(String xml, String name, String alias, String method, String digest) {
        try {
            Document document = parse(xml);
            Element element =
                    (Element) document.getElementsByTagNameNS("*", name).item(0);
            element.setIdAttribute("ID", true);
            XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
            var transforms = List.of(
                    factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null),
                    factory.newTransform(CanonicalizationMethod.EXCLUSIVE, (TransformParameterSpec) null));
            var reference = factory.newReference(
                    "#" + element.getAttribute("ID"), factory.newDigestMethod(digest, null), transforms, null, null);
            var info = factory.newSignedInfo(
                    factory.newCanonicalizationMethod(CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                    factory.newSignatureMethod(method, null),
                    List.of(reference));
            DOMSignContext context = new DOMSignContext(
                    key(alias), element, element.getFirstChild().getNextSibling());
            context.setProperty("org.jcp.xml.dsig.secureValidation", false);
            context.setDefaultNamespacePrefix("ds");
            factory.newXMLSignature(info, null).sign(context);
            return print(document);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static Document parse(String xml) throws Exception {
        return DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    static String print(Document document) throws Exception {
        Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        StringWriter out = new StringWriter();
        transformer.transform(new DOMSource(document), new StreamResult(out));
        return out.toString();
    }

    static PrivateKey key(String alias) {
        try {
            return (PrivateKey) KEYS.getKey(alias, "changeit".toCharArray());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String certificate(String alias) {
        try {
            return Base64.getEncoder().encodeToString(KEYS.getCertificate(alias).getEncoded());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Calls keytool, because the JDK has no API to create a certificate. */
    private static KeyStore keys() {
        try {
            Path file = Files.createTempDirectory("idp").resolve("keys.p12");
            for (String alias : List.of("signing", "other", "third", "elliptic")) {
                boolean elliptic = alias.equals("elliptic");
                Process keytool = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                alias,
                                "-dname",
                                "CN=" + alias,
                                "-storetype",
                                "PKCS12",
                                "-keyalg",
                                elliptic ? "EC" : "RSA",
                                elliptic ? "-groupname" : "-keysize",
                                elliptic ? "secp256r1" : "2048",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                "changeit")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (keytool.waitFor() != 0) {
                    throw new IllegalStateException("keytool: " + keytool.exitValue());
                }
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                keys.load(in, "changeit".toCharArray());
            }
            return keys;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
