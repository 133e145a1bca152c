/// Whether texts can be names in C and C++.
enum CIdentifier {
  private static let keywords: Set<String> = [
    // C11
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float",
    "for", "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed", "sizeof",
    "static", "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while",
    // C23 and C++
    "alignas", "alignof", "and", "and_eq", "asm", "bitand", "bitor", "bool", "catch", "char8_t", "char16_t",
    "char32_t", "class", "compl", "concept", "consteval", "constexpr", "constinit", "const_cast", "co_await",
    "co_return", "co_yield", "decltype", "delete", "dynamic_cast", "explicit", "export", "false", "friend", "mutable",
    "namespace", "new", "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq", "private", "protected",
    "public", "reinterpret_cast", "requires", "static_assert", "static_cast", "template", "this", "thread_local",
    "throw", "true", "try", "typeid", "typename", "typeof", "typeof_unqual", "using", "virtual", "wchar_t", "xor",
    "xor_eq",
  ]

  /// The longest name that C guarantees to tell apart after the generator has appended to it.
  private static let maximumLength = 40

  /// Why `name` cannot prefix the names of a network; nil when it can.
  static func problem(with name: String) -> String? {
    guard let first = name.unicodeScalars.first else { return "it is empty" }
    guard isLetter(first) || first == "_" else {
      return "a C identifier begins with a letter"
    }
    guard name.unicodeScalars.allSatisfy({ isLetter($0) || isDigit($0) || $0 == "_" }) else {
      return "a C identifier consists of letters, digits and underscores"
    }
    if name.count > maximumLength { return "it is longer than \(maximumLength) characters" }
    if keywords.contains(name) { return "it is a keyword of C or C++" }
    if name.hasPrefix("_") { return "names that begin with an underscore belong to compilers" }
    if name.contains("__") { return "names with two underscores in a row belong to C++ compilers" }
    if name.lowercased().hasPrefix("edge_") { return "names that begin with edge_ belong to EdgeRunner's kernels" }
    if name.lowercased().hasPrefix("stai_") { return "names that begin with stai_ belong to the st-ai interface" }
    return nil
  }

  /// `text` with everything that C does not accept replaced by underscores, in upper case: for macros.
  static func macro(_ text: String) -> String {
    String(
      text.unicodeScalars.map { scalar in
        isLetter(scalar) || isDigit(scalar) ? Character(scalar.properties.uppercaseMapping) : "_"
      })
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
