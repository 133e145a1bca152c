/// The text without blanks at its ends and without a byte order mark.
package func trimmed(_ line: Substring) -> String {
  var scalars = line.unicodeScalars
  while let first = scalars.first, first.properties.isWhitespace || first == "\u{FEFF}" { scalars.removeFirst() }
  while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
  return String(scalars)
}
