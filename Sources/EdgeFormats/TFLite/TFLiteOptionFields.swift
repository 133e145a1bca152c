import EdgeModel

/// The fields of an option table, an absent one having the schema's defaults throughout.
struct TFLiteOptionFields {
  let table: FlatBufferTable?
  let place: TFLiteError.Place

  func int(_ field: Int, default value: Int32 = 0) throws(TFLiteError) -> Int {
    try table?.int(field, default: value) ?? Int(value)
  }

  func byte(_ field: Int) throws(TFLiteError) -> Int8 { try table?.scalar(field) ?? 0 }

  func bool(_ field: Int) throws(TFLiteError) -> Bool { try table?.bool(field) ?? false }

  func float(_ field: Int) throws(TFLiteError) -> Float {
    let value = try table?.float(field) ?? 0
    guard value.isFinite else { throw TFLiteError(.malformed, at: place, "option \(field) is \(value)") }
    return value
  }

  /// An integer that the operator needs to be at least 1.
  func positive(_ field: Int, _ what: String, default value: Int32 = 0) throws(TFLiteError) -> Int {
    let value = try int(field, default: value)
    guard value > 0 else { throw TFLiteError(.malformed, at: place, "\(what) is \(value), not positive") }
    return value
  }

  func activation(_ field: Int) throws(TFLiteError) -> Activation {
    try element(of: TFLiteSchema.activations, field, "activation")
  }

  func padding(_ field: Int) throws(TFLiteError) -> Padding {
    try element(of: TFLiteSchema.paddings, field, "padding")
  }

  private func element<T>(of table: [T], _ field: Int, _ what: String) throws(TFLiteError) -> T {
    let number = Int(try byte(field))
    guard table.indices.contains(number) else {
      throw TFLiteError(.malformed, at: place, "unknown \(what) \(number)")
    }
    return table[number]
  }
}

/// Values of option tables that are written.
struct TFLiteOptionValues {
  let place: TFLiteError.Place

  func int(_ value: Int) throws(TFLiteError) -> FlatBufferValue {
    .int32(try TFLiteWriter.int32(value, at: place))
  }

  func number(_ activation: Activation) -> FlatBufferValue {
    .int8(Int8(TFLiteSchema.activations.firstIndex(of: activation) ?? 0))
  }

  func number(_ padding: Padding) -> FlatBufferValue {
    .int8(Int8(TFLiteSchema.paddings.firstIndex(of: padding) ?? 0))
  }

  func number(_ type: ElementType) -> FlatBufferValue { .int8(TFLiteSchema.number(of: type)) }

  func list(_ values: [Int]) throws(TFLiteError) -> FlatBufferValue {
    .vector(try TFLiteWriter.int32s(values, at: place))
  }
}
