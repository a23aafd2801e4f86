import COpenVINO
import Synchronization

/// OpenVINO, whose library is opened at run time: the program starts, and detects by another runtime, where it is not
/// installed.
///
/// Source: the OpenVINO C API, https://docs.openvino.ai/2026/api/c_cpp_api/group__ov__c__api.html.
public final class OpenVINO: @unchecked Sendable {
  // Checked: the functions never change, and OpenVINO's core may be used by several threads.
  let functions: fv_openvino
  let core: OpaquePointer

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
    var core: OpaquePointer?
    try functions.check(functions.core_create(&core))
    guard let core else { throw OpenVINOError(description: "OpenVINO: no core was created") }
    (self.functions, self.core) = (functions, core)
    version = try functions.version()
  }

  deinit { functions.core_free(core) }
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
    let class_ = get_error_info(status).map { String(cString: $0) } ?? "error \(status)"
    let message = get_last_err_msg()
    defer { if let message { free(message) } }
    let detail = message.map { String(cString: $0) } ?? ""
    throw OpenVINOError(
      description: "OpenVINO: " + (detail.isEmpty ? class_ : "\(class_): \(String(detail.prefix(400)))"))
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
