package dev.assay.identity.signon.saml;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Signature wrapping attacks (Somorovsky et al., On Breaking SAML). The attacker adds content next to or around the signed
 * element, so that a faulty reader checks the signed element but reads the other. The signed element stays unchanged
 * somewhere in the message.
 */
enum Wrapping {
    EVIL_ASSERTION_FIRST {
        @Override
        void wrap(Document document, Element response, Element signed, Element evil) {
            unsign(evil).setAttribute("ID", "_evil");
            response.insertBefore(evil, assertion(response));
        }
    },
    EVIL_ASSERTION_LAST {
        @Override
        void wrap(Document document, Element response, Element signed, Element evil) {
            unsign(evil).setAttribute("ID", "_evil");
            response.appendChild(evil);
        }
    },
    EVIL_ASSERTION_OF_THE_SAME_ID {
        @Override
        void wrap(Document document, Element response, Element signed, Element evil) {
            response.insertBefore(unsign(evil), assertion(response));
        }
    },
    EVIL_AROUND_THE_ASSERTION {
        @Override
        void wrap(Document document, Element response, Element signed, Element evil) {
            unsign(evil).setAttribute("ID", "_evil");
            Element assertion = assertion(response);
            response.replaceChild(evil, assertion);
            evil.appendChild(assertion);
        }
    },
    EVIL_WITH_THE_SIGNATURE {
        @Override
        void wrap(Document document, Element response, Element signed, Element evil) {
            evil.setAttribute("ID", "_evil");
            Element assertion = assertion(response);
            response.insertBefore(evil, assertion);
            unsign(assertion);
        }
    },
    ASSERTION_INSIDE_THE_SIGNATURE {
        @Override
        void wrap(Document document, Element response, Element signed, Element evil) {
            evil.setAttribute("ID", "_evil");
            Element assertion = assertion(response);
            response.replaceChild(evil, assertion);
            Element signature = signature(evil);
            (signature == null ? evil : signature).appendChild(unsign(assertion));
        }
    },
    ASSERTION_IN_AN_OBJECT {
        @Override
        void wrap(Document document, Element response, Element signed, Element evil) {
            evil.setAttribute("ID", "_evil");
            Element assertion = assertion(response);
            response.replaceChild(evil, assertion);
            Element object = document.createElementNS(Xml.SIGNATURE, "ds:Object");
            object.appendChild(unsign(assertion));
            Element signature = signature(evil);
            (signature == null ? evil : signature).appendChild(object);
        }
    },
    ASSERTION_IN_EXTENSIONS {
        @Override
        void wrap(Document document, Element response, Element signed, Element evil) {
            Element assertion = assertion(response);
            response.replaceChild(unsign(evil), assertion);
            Element extensions = document.createElementNS(Xml.PROTOCOL, "samlp:Extensions");
            extensions.appendChild(assertion);
            response.insertBefore(extensions, response.getFirstChild());
        }
    },
    EVIL_RESPONSE_AROUND {
        @Override
        void wrap(Document document, Element response, Element signed, Element evil) {
            Element outer = (Element) response.cloneNode(true);
            unsign(outer).setAttribute("ID", "_evil");
            outer.replaceChild(unsign(evil), assertion(outer));
            document.replaceChild(outer, response);
            Element extensions = document.createElementNS(Xml.PROTOCOL, "samlp:Extensions");
            extensions.appendChild(response);
            outer.insertBefore(extensions, outer.getFirstChild());
        }
    },
    EVIL_RESPONSE_WITH_THE_SIGNATURE {
        @Override
        void wrap(Document document, Element response, Element signed, Element evil) {
            Element outer = (Element) response.cloneNode(true);
            outer.setAttribute("ID", "_evil");
            outer.replaceChild(unsign(evil), assertion(outer));
            document.replaceChild(outer, response);
            Element signature = signature(outer);
            Element object = document.createElementNS(Xml.SIGNATURE, "ds:Object");
            object.appendChild(unsign(response));
            (signature == null ? outer : signature).appendChild(object);
        }
    },
    EVIL_RESPONSE_OF_THE_SAME_ID {
        @Override
        void wrap(Document document, Element response, Element signed, Element evil) {
            Element outer = (Element) response.cloneNode(true);
            outer.replaceChild(unsign(evil), assertion(outer));
            document.replaceChild(outer, response);
            outer.appendChild(response);
        }
    };

    /** @param evil a copy of the signed assertion about another person */
    abstract void wrap(Document document, Element response, Element signed, Element evil);

    /** Builds a message about another person from a signed message. */
    String wrap(String xml, String email) throws Exception {
        Document document = TestIdp.parse(xml);
        Element response = document.getDocumentElement();
        Element assertion = assertion(response);
        Element evil = (Element) assertion.cloneNode(true);
        evil.getElementsByTagNameNS(Xml.ASSERTION, "NameID").item(0).setTextContent(email);
        wrap(document, response, assertion, evil);
        return TestIdp.print(document);
    }

    static Element assertion(Element response) {
        return Xml.children(response, Xml.ASSERTION, "Assertion").getFirst();
    }

    static Element signature(Element element) {
        return Xml.children(element, Xml.SIGNATURE, "Signature").stream()
                .findFirst()
                .orElse(null);
    }

    static Element unsign(Element element) {
        Node signature = signature(element);
        if (signature != null) {
            element.removeChild(signature);
        }
        return element;
    }
}
