import CEdgeHost
import EdgeRunner

/// ONNX Runtime's function table and the one environment that its sessions share.
///
/// The table is immutable, and ONNX Runtime documents environments and sessions as safe to use from any thread.
final class ONNXRuntimeLibrary: @unchecked Sendable {
  let location: WheelLibrary.Location
  /// As the library states it.
  let version: String
  let api: UnsafePointer<EdgeOrtApi>
  private(set) var environment: OpaquePointer?
  private(set) var memory: OpaquePointer?
  private(set) var allocator: OpaquePointer?

  /// Loads the library at `location`.
  /// - Throws: `RunnerError.Code.unavailable` when it cannot be opened or offers no table of the version needed.
  init(_ location: WheelLibrary.Location) throws(RunnerError) {
    self.location = location
    let getBase: EdgeOrtGetApiBaseFunction
    do throws(DynamicLibrary.Failure) {
      getBase = try DynamicLibrary(path: location.path).function("OrtGetApiBase")
    } catch {
      throw RunnerError(
        .unavailable, "the ONNX Runtime library cannot be used", cause: error,
        hint: WheelLibrary.onnxRuntime.installHint)
    }
    guard let base = getBase(), let getVersion = base.pointee.get_version, let getAPI = base.pointee.get_api,
      let version = getVersion(), let api = getAPI(UInt32(EdgeOrtApiVersion))
    else {
      throw RunnerError(
        .unavailable, "\(location.path) offers no ONNX Runtime interface of version \(EdgeOrtApiVersion)",
        hint: WheelLibrary.onnxRuntime.installHint)
    }
    self.version = String(cString: version)
    self.api = api
    try check(
      api.pointee.create_environment(Int32(EdgeOrtSeverityError), "edgerunner", &environment),
      "create an environment")
    try check(
      api.pointee.create_cpu_memory_info(Int32(EdgeOrtArenaAllocator), Int32(EdgeOrtDefaultMemory), &memory),
      "describe host memory")
    try check(api.pointee.get_default_allocator(&allocator), "get the default allocator")
  }

  deinit {
    if memory != nil { api.pointee.release_memory_info(memory) }
    if environment != nil { api.pointee.release_environment(environment) }
  }

  /// Throws and releases `status` unless it is success.
  /// - Parameter step: what was being done, for the message.
  func check(
    _ status: OpaquePointer?, code: RunnerError.Code = .unavailable, _ step: @autoclosure () -> String
  ) throws(RunnerError) {
    guard let status else { return }
    let text = api.pointee.get_error_message(status).map { String(cString: $0) } ?? "no message"
    api.pointee.release_status(status)
    throw RunnerError(code, "ONNX Runtime failed to \(step()): \(text)")
  }

  /// Copies and frees a text that the library allocated.
  func take(_ text: UnsafeMutablePointer<CChar>?) -> String {
    guard let text else { return "" }
    defer { _ = api.pointee.allocator_free(allocator, text) }
    return String(cString: text)
  }
}
