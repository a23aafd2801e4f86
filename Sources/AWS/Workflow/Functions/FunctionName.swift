/// The functions of the workflow, by the names that a handler setting has.
public enum FunctionName: String, Sendable, CaseIterable {
  case startFaceDetection = "start-face-detection"
  case awaitMessage = "await-message"
  case resume = "resume"
  case checkJobStatus = "check-job-status"
  case getDetections = "get-detections"
  case blur = "blur"
  case recordFailure = "record-failure"

  /// Reads a handler: `blur`, or `frameveil.blur` for those who are used to a file before the dot.
  public init(handler: String) throws(WorkflowError) {
    let prefix = "frameveil."
    let name = handler.hasPrefix(prefix) ? String(handler.dropFirst(prefix.count)) : handler
    guard let function = FunctionName(rawValue: name) else {
      let names = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw WorkflowError(.configuration, "there is no function '\(handler)'; the handler is one of \(names)")
    }
    self = function
  }
}
