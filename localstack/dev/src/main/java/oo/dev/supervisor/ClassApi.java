package oo.dev.supervisor;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.classfile.attribute.NestMembersAttribute;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of a class that other classes compile against. Two versions that differ only in method
 * bodies and private members have equal APIs. When in doubt, the APIs differ.
 */
final class ClassApi {
  private static final ClassFile FILES =
      ClassFile.of(
          ClassFile.DebugElementsOption.DROP_DEBUG, ClassFile.ConstantPoolSharingOption.NEW_POOL);

  private ClassApi() {}

  /** By class file; local and anonymous classes are left out. */
  static Map<Path, ByteBuffer> in(Path folder) throws IOException {
    var apis = new HashMap<Path, ByteBuffer>();
    for (Path file : Compiler.files(folder, ".class")) {
      ClassModel model = FILES.parse(Files.readAllBytes(file));
      if (model.findAttribute(Attributes.enclosingMethod()).isEmpty()) {
        apis.put(folder.relativize(file), ByteBuffer.wrap(api(model)));
      }
    }
    return apis;
  }

  private static byte[] api(ClassModel model) {
    return FILES.transformClass(
        model,
        (builder, element) -> {
          switch (element) {
            case MethodModel method
                when method.flags().has(AccessFlag.PRIVATE)
                    || method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME) -> {}
            case MethodModel method ->
                builder.transformMethod(
                    method, MethodTransform.dropping(CodeModel.class::isInstance));
            case FieldModel field when field.flags().has(AccessFlag.PRIVATE) -> {}
            case SourceFileAttribute source -> {}
            case NestMembersAttribute members -> {}
            case InnerClassesAttribute inner -> members(model, inner).ifPresent(builder::with);
            default -> builder.with(element);
          }
        });
  }

  /** Without the classes that only method bodies use. */
  private static Optional<InnerClassesAttribute> members(
      ClassModel model, InnerClassesAttribute inner) {
    List<InnerClassInfo> members =
        inner.classes().stream()
            .filter(one -> one.outerClass().filter(model.thisClass()::equals).isPresent())
            .toList();
    return members.isEmpty() ? Optional.empty() : Optional.of(InnerClassesAttribute.of(members));
  }
}
