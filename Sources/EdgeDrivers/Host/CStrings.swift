import Foundation

/// An array of C strings that lives as long as this object.
final class CStrings: @unchecked Sendable {
  let pointers: [UnsafePointer<CChar>?]

  init(_ texts: [String]) {
    pointers = texts.map { UnsafePointer(strdup($0)) }
  }

  deinit {
    for pointer in pointers { free(UnsafeMutablePointer(mutating: pointer)) }
  }
}
