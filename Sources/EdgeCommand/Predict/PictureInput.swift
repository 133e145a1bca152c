import CEdgeResources
import EdgeVision

/// A picture that `predict` is to process: a file, or one of the demo pictures inside the program.
enum PictureInput {
  case file(String)
  case builtIn(name: String, edge_resource)

  /// Where it comes from, for people and in reports.
  var path: String {
    switch self {
    case .file(let path): path
    case .builtIn(let name, _): "builtin/\(name)"
    }
  }

  func decode() throws(PictureError) -> Picture {
    switch self {
    case .file(let path):
      return try PictureDecoder().decode(file: path)
    case .builtIn(_, let resource):
      let bytes = UnsafeRawBufferPointer(start: resource.bytes, count: resource.byte_count)
      return try PictureDecoder().decode(Array(bytes), path: path)
    }
  }

  /// The pictures inside the program.
  static var demo: [PictureInput] {
    var pictures: [PictureInput] = []
    while let resource = edge_demo_picture(pictures.count)?.pointee {
      pictures.append(.builtIn(name: String(cString: resource.name), resource))
    }
    return pictures
  }
}
