import EdgeFormats
import EdgeModel
import EdgeSystem
import Foundation
import Testing

@Suite("Numbers as text")
struct CSVFileTests {
  private func read(_ text: String, shape: [Int]? = nil) throws -> Tensor {
    try CSVFile.read(ByteRegion(copying: Array(text.utf8)), shape: shape)
  }

  @Test("rows and columns give the shape")
  func rows() throws {
    let tensor = try read("# x, y\r\n1, 2.5;-3e2\r\n\r\n 4\t5 6\n")
    #expect(tensor.shape == [2, 3])
    #expect(tensor.array(of: Float.self) == [1, 2.5, -300, 4, 5, 6])
    #expect(try read("").shape == [0, 0])
  }

  @Test("a given shape is filled however the numbers are spread")
  func shape() throws {
    #expect(try read("1,2\n3\n4,5,6\n", shape: [1, 3, 2]).shape == [1, 3, 2])
    #expect(try read("7", shape: []).array(of: Float.self) == [7])
  }

  @Test("other texts are refused", arguments: ["1,x", "1,2\n3", "1,\"2", "a,b\n1,2", "1,,2", ",1", "1;;2", "1e99"])
  func refuses(text: String) {
    #expect(throws: CSVError.self) { try read(text) }
  }

  @Test("quotes, byte order marks and separators at the end of lines are no part of numbers")
  func quotes() throws {
    #expect(try read("\u{FEFF}\"-4.0\",\"2.5\"\r\n1,2,\n").array(of: Float.self) == [-4, 2.5, 1, 2])
    #expect(throws: CSVError.self) {
      try CSVFile.read(ByteRegion(copying: [0xFF, 0xFE] + Array("1,2".utf8).flatMap { [$0, 0] }))
    }
  }

  @Test(
    "commas are decimal signs where other signs separate",
    arguments: ["-4,0;-2,5\n0,5;12", "-4,0\t-2,5\n0,5\t12", "\"-4,0\",\"-2,5\"\n\"0,5\",12", "-4,0 ; -2,5\n0,5;12;"])
  func decimalCommas(text: String) throws {
    let tensor = try read(text)
    #expect(tensor.shape == [2, 2] && tensor.array(of: Float.self) == [-4, -2.5, 0.5, 12])
  }

  @Test(
    "commas that may be either are refused",
    arguments: ["1,5 2,5", "1,5;2.5", "1,234,567;2", "1,5;2, 5", "\"1,5\",2.5", "1,2;", "1,234.5;2,000.5"])
  func unclearCommas(text: String) {
    #expect(throws: CSVError.self) { try read(text) }
  }

  @Test("lines are counted as editors count them")
  func lines() {
    #expect { try read("1\r\n2\r\nx\r\n") } throws: { ($0 as? CSVError)?.line == 3 }
  }

  @Test("a shape of another size is refused", arguments: [[2], [0], [-3], [1, 2, 2], [Int.max, 4]])
  func wrongShape(shape: [Int]) {
    #expect(throws: CSVError.self) { try read("1,2,3", shape: shape) }
  }

  @Test("what is written reads back")
  func roundTrip() throws {
    let values: [Float] = [0.1, -.leastNonzeroMagnitude, 3.4e38, 16_777_216, .infinity, -0.0]
    let tensor = Tensor(shape: [3, 2], elementType: .float32, values: values)
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try CSVFile.write(tensor, to: path)
    let back = try CSVFile.read(contentsOf: path)
    #expect(back.shape == [3, 2])
    #expect(back.array(of: UInt32.self) == values.map(\.bitPattern))
  }

  @Test("integers are written whole")
  func integers() {
    let wide = Tensor(shape: [2], elementType: .int64, values: [Int64.max, Int64.min])
    #expect(CSVFile.text(of: wide) == "9223372036854775807,-9223372036854775808\n")
    let bytes = Tensor(shape: [2, 1], elementType: .int8, values: [-128, 127] as [Int8])
    #expect(CSVFile.text(of: bytes) == "-128\n127\n")
    #expect(CSVFile.text(of: Tensor(shape: [], elementType: .bool)) == "0\n")
  }
}
