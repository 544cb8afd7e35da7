package dev.assay.identity.signon.saml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Parses untrusted XML: refuses document types (so entities and external resources are impossible) and deep nesting. */
final class Xml {
    static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";
    static final String PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";
    static final String METADATA = "urn:oasis:names:tc:SAML:2.0:metadata";
    static final String SIGNATURE = "http://www.w3.org/2000/09/xmldsig#";

    private Xml() {}

    static Element parse(byte[] xml) throws InvalidSamlMessage {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setAttribute("jdk.xml.maxElementDepth", "50");
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Silent());
            return builder.parse(new ByteArrayInputStream(xml)).getDocumentElement();
        } catch (SAXException | IOException e) {
            throw new InvalidSamlMessage("not XML, or XML that is not accepted", e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean is(Element element, String namespace, String name) {
        return namespace.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
    }

    static List<Element> children(Element parent, String namespace, String name) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && is(element, namespace, name)) {
                children.add(element);
            }
        }
        return children;
    }

    /** Empty if there is none; several are an error. */
    static Optional<Element> child(Element parent, String namespace, String name) throws InvalidSamlMessage {
        List<Element> children = children(parent, namespace, name);
        if (children.size() > 1) {
            throw new InvalidSamlMessage("more than one " + name);
        }
        return children.stream().findFirst();
    }

    static Element only(Element parent, String namespace, String name) throws InvalidSamlMessage {
        return child(parent, namespace, name).orElseThrow(() -> new InvalidSamlMessage("no " + name));
    }

    /** The number of elements with this name at any depth, including the root. */
    static int count(Element root, String namespace, String name) {
        NodeList below = root.getElementsByTagNameNS(namespace, name);
        return below.getLength() + (is(root, namespace, name) ? 1 : 0);
    }

    /** The text of an element. Refuses other content, such as a comment, because it could cut the text in two. */
    static String text(Element element) throws InvalidSamlMessage {
        StringBuilder text = new StringBuilder();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeType() != Node.TEXT_NODE) {
                throw new InvalidSamlMessage(element.getLocalName() + " contains more than text");
            }
            text.append(node.getNodeValue());
        }
        return text.toString();
    }

    /** Null when absent. */
    static @Nullable String attribute(Element element, String name) {
        return element.hasAttribute(name) ? element.getAttribute(name) : null;
    }

    /** Null when absent. */
    static @Nullable Instant time(Element element, String name) throws InvalidSamlMessage {
        String text = attribute(element, name);
        try {
            return text == null ? null : OffsetDateTime.parse(text.strip()).toInstant();
        } catch (DateTimeException e) {
            throw new InvalidSamlMessage(name + " is not a time with a zone", e);
        }
    }

    /** Replaces the parser's own handler, which would write to standard error. */
    private record Silent() implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {}

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
