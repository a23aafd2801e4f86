import COpenVINO
import Glibc

/// OpenVINO, whose library is opened at run time: the program starts, and detects by another runtime, where it is not
/// installed.
///
/// Source: the OpenVINO C API, https://docs.openvino.ai/2026/api/c_cpp_api/group__ov__c__api.html.
public final class OpenVINO: @unchecked Sendable {
  // Checked: the functions never change, and OpenVINO's core may be used by several threads.
  let functions: fv_openvino
  let core: OpaquePointer

  /// The processor, not a graphics card.
  static let device = "CPU"

  /// The version of the loaded library: `2026.4.1`.
  public let version: String

  /// Opens the library. It stays loaded until the process ends.
  ///
  /// - Parameter library: the path of `libopenvino_c.so`; what it needs is beside it.
  /// - Throws: `OpenVINOError`.
  public init(library: String) throws {
    var functions = fv_openvino()
    var message = [CChar](repeating: 0, count: 256)
    guard fv_openvino_open(library, &functions, &message) == 0 else {
      throw OpenVINOError(
        description: String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
    }
    // It writes its log to standard output, which may carry the video.
    functions.util_set_log_callback(nil)
    core = try functions.made { functions.core_create($0) }
    self.functions = functions
    version = try functions.version()
    try setProperties()
  }

  deinit { functions.core_free(core) }

  /// One thread, since the stages of a run work in parallel, and since two wait for each other where processors
  /// are shared. Single precision, because the default differs by processor. No thread is pinned to a core: two
  /// processes, or two containers, would be pinned to the same one.
  private func setProperties() throws {
    let settings: [String: String] = [
      "PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": "1", "INFERENCE_NUM_THREADS": "1",
      "INFERENCE_PRECISION_HINT": "f32", "ENABLE_CPU_PINNING": "NO",
    ]
    let texts = settings.map { (key: strdup($0), value: strdup($1)) }
    defer {
      for text in texts {
        free(text.key)
        free(text.value)
      }
    }
    let properties = texts.map { ov_property_t(key: $0.key, value: $0.value) }
    try functions.check(functions.core_set_properties(core, Self.device, properties.count, properties))
  }
}

/// An error in OpenVINO: its library cannot be loaded, or it cannot run the network.
public struct OpenVINOError: Error, CustomStringConvertible {
  /// OpenVINO's or the dynamic loader's message.
  public let description: String
}

extension fv_openvino {
  /// Throws OpenVINO's message for a status other than 0.
  func check(_ status: ov_status_t) throws {
    guard status != 0 else { return }
    let name = get_error_info(status).map { String(cString: $0) } ?? "error \(status)"
    let text = get_last_err_msg()
    defer { if let text { free(text) } }
    // The places in OpenVINO's source are of no use to users.
    let lines = text.map { String(cString: $0) }?.split(separator: "\n") ?? []
    let message = lines.filter { !$0.hasPrefix("Exception from ") }.joined(separator: " ")
    throw OpenVINOError(description: "OpenVINO: \(name)\(message.isEmpty ? "" : ": ")\(message.prefix(400))")
  }

  /// The object that a function creates.
  func made(_ make: (UnsafeMutablePointer<OpaquePointer?>) -> ov_status_t) throws -> OpaquePointer {
    var object: OpaquePointer?
    try check(make(&object))
    guard let object else { throw OpenVINOError(description: "OpenVINO: no object was created") }
    return object
  }

  /// The version before the build number: `2026.4.1` of `2026.4.1-22982-…`.
  fileprivate func version() throws -> String {
    var version = ov_version_t()
    try check(get_openvino_version(&version))
    defer { version_free(&version) }
    let build = version.buildNumber.map { String(cString: $0) } ?? ""
    return String(build.prefix { $0 != "-" })
  }
}
