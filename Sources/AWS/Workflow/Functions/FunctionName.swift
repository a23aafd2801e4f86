/// The functions of the workflow. The raw values are the values of the handler setting (`_HANDLER`).
public enum FunctionName: String, Sendable, CaseIterable {
  case startFaceDetection = "start-face-detection"
  case awaitMessage = "await-message"
  case resume = "resume"
  case checkJobStatus = "check-job-status"
  case getDetections = "get-detections"
  case blur = "blur"
  case recordFailure = "record-failure"

  /// Parses a handler setting: `blur`, or `frameveil.blur` in the `FILE.FUNCTION` form of other runtimes.
  public init(handler: String) throws(WorkflowError) {
    let prefix = "frameveil."
    let name = handler.hasPrefix(prefix) ? String(handler.dropFirst(prefix.count)) : handler
    guard let function = FunctionName(rawValue: name) else {
      let names = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw WorkflowError(.configuration, "unknown handler '\(handler)'; set it to one of \(names)")
    }
    self = function
  }
}
