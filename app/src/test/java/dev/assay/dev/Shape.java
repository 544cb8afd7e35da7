package dev.assay.dev;

import java.io.IOException;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.RecordComponentInfo;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The parts of a type that other classes can depend on at compile time, one line for each member, beginning with the type's name.
 * Added lines leave other classes valid. A type that can be implemented or switched over is one line with its members, because an
 * addition affects others.
 */
final class Shape {
    /** What the line of a constant contains. The classes that use a constant hold its value and do not mention it. */
    static final String CONSTANT = " = ";

    private Shape() {}

    static Set<String> of(Collection<Path> classes) throws IOException {
        Set<String> shape = new TreeSet<>();
        for (Path file : classes) {
            add(ClassFile.of().parse(file), shape);
        }
        return shape;
    }

    private static void add(ClassModel type, Set<String> shape) {
        String name = type.thisClass().asInternalName();
        List<String> members = new ArrayList<>();
        type.fields().stream().filter(Shape::visible).forEach(field -> members.add(name + " " + line(field)));
        type.methods().stream().filter(Shape::visible).forEach(method -> members.add(name + " " + line(method)));
        type.findAttribute(Attributes.record())
                .ifPresent(components ->
                        components.components().forEach(component -> members.add(name + " " + line(component))));
        boolean closed = type.flags().has(AccessFlag.ABSTRACT) || type.flags().has(AccessFlag.ENUM);
        shape.add(name + " " + type.flags().flags()
                + type.superclass().map(ClassEntry::asInternalName)
                + names(type.interfaces())
                + signature(type)
                + annotations(type)
                + type.findAttribute(Attributes.permittedSubclasses())
                        .map(permitted -> names(permitted.permittedSubclasses()))
                + (closed ? members : ""));
        shape.addAll(members);
    }

    /** A private field counts if an annotation makes it part of a table or a document. */
    private static boolean visible(FieldModel field) {
        return !field.flags().has(AccessFlag.PRIVATE) || !annotations(field).isEmpty();
    }

    private static boolean visible(MethodModel method) {
        return !method.flags().has(AccessFlag.PRIVATE) && !method.flags().has(AccessFlag.SYNTHETIC);
    }

    private static List<String> names(List<ClassEntry> types) {
        return types.stream().map(ClassEntry::asInternalName).toList();
    }

    private static String line(FieldModel field) {
        return field.fieldName() + " " + field.fieldType() + field.flags().flags() + signature(field)
                + annotations(field)
                + field.findAttribute(Attributes.constantValue())
                        .map(constant -> CONSTANT + constant.constant().constantValue())
                        .orElse("");
    }

    private static String line(MethodModel method) {
        return method.methodName() + " " + method.methodType() + method.flags().flags() + signature(method)
                + method.findAttribute(Attributes.exceptions()).map(thrown -> names(thrown.exceptions()));
    }

    private static String line(RecordComponentInfo component) {
        return component.name() + " " + component.descriptor() + annotations(component);
    }

    private static String signature(AttributedElement element) {
        return element.findAttribute(Attributes.signature())
                .map(signature -> signature.signature().stringValue())
                .orElse("");
    }

    private static String annotations(AttributedElement element) {
        return element.findAttribute(Attributes.runtimeVisibleAnnotations())
                .map(present -> present.annotations().toString())
                .orElse("");
    }
}
