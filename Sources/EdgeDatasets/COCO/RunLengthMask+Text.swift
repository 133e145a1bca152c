extension RunLengthMask {
  /// A mask from COCO's compressed text; nil when it is malformed or does not fill the picture.
  ///
  /// Five bits per character from `0` on, least significant first, the sixth bit set when more follow, the highest
  /// payload bit the sign. From the fourth run on, the difference from the run two places before is stored.
  public init?(text: some Sequence<UInt8>, height: Int, width: Int) {
    guard Self.isAcceptable(height: height, width: width) else { return nil }
    var runs: [UInt32] = []
    var value = 0
    var shift = 0
    for character in text {
      guard (48..<112).contains(character), shift < 60 else { return nil }
      let bits = Int(character) - 48
      value |= (bits & 0x1F) << shift
      shift += 5
      guard bits & 0x20 == 0 else { continue }
      if bits & 0x10 != 0 { value |= -1 << shift }
      if runs.count > 2 { value += Int(runs[runs.count - 2]) }
      guard let run = UInt32(exactly: value) else { return nil }
      runs.append(run)
      value = 0
      shift = 0
    }
    guard shift == 0 else { return nil }
    self.init(height: height, width: width, runs: runs)
  }

  /// COCO's compressed text of the runs.
  public var text: String {
    var characters: [UInt8] = []
    for index in runs.indices {
      var value = Int(runs[index])
      if index > 2 { value -= Int(runs[index - 2]) }
      var isLast = false
      while !isLast {
        var bits = UInt8(truncatingIfNeeded: value & 0x1F)
        value >>= 5
        isLast = bits & 0x10 == 0 ? value == 0 : value == -1
        if !isLast { bits |= 0x20 }
        characters.append(bits + 48)
      }
    }
    return String(decoding: characters, as: UTF8.self)
  }
}
