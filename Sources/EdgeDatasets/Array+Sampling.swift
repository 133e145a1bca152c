extension Array {
  /// `count` elements at most, drawn at random but the same for the same seed, in their usual order.
  func sampled(count: Int, seed: UInt64) -> [Element] {
    var generator = SplitMix64(seed: seed)
    var order = Array<Int>(indices)
    order.shuffle(using: &generator)
    return order.prefix(Swift.max(count, 0)).sorted().map { self[$0] }
  }
}
