import FoundationEssentials
public import LambdaRuntime

/// A function of the workflow, with a typed event and a typed response.
public protocol WorkflowFunction: Sendable {
  associatedtype Event: Decodable & Sendable
  associatedtype Response: Encodable & Sendable

  func handle(_ event: Event, _ context: InvocationContext) async throws -> Response
}

/// Adapts a workflow function to a Lambda handler.
public struct JSONHandler<Function: WorkflowFunction>: InvocationHandler {
  private let function: Function

  public init(_ function: Function) {
    self.function = function
  }

  /// Decodes the event, calls the function, and encodes its response with sorted members.
  public func handle(_ event: [UInt8], _ context: InvocationContext) async throws -> [UInt8] {
    let decoded: Function.Event
    do {
      decoded = try JSONDecoder().decode(Function.Event.self, from: Data(event))
    } catch let error as DecodingError {
      throw WorkflowError(.invalidInput, "the event cannot be decoded: \(error.words)")
    }
    return try JSONText.bytes(try await function.handle(decoded, context))
  }
}

/// The JSON encoding of all responses, inputs and records of the workflow.
enum JSONText {
  static func bytes(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value))
  }
}

extension DecodingError {
  /// The problem and the path of the member, in one line.
  fileprivate var words: String {
    func at(_ path: [any CodingKey]) -> String {
      let names = path.map { $0.intValue.map(String.init) ?? $0.stringValue }
      return names.isEmpty ? "" : " in \(names.joined(separator: "."))"
    }
    return switch self {
    case .keyNotFound(let key, let context): "'\(key.stringValue)' is missing\(at(context.codingPath))"
    case .valueNotFound(_, let context): "unexpected null\(at(context.codingPath))"
    case .typeMismatch(_, let context), .dataCorrupted(let context):
      "\(context.debugDescription)\(at(context.codingPath))"
    @unknown default: "\(self)"
    }
  }
}

/// The functions of the workflow. The raw values are the values of the handler setting (`_HANDLER`).
public enum FunctionName: String, Sendable, CaseIterable {
  case startFaceDetection = "start-face-detection"
  case awaitMessage = "await-message"
  case resume = "resume"
  case checkJobStatus = "check-job-status"
  case getDetections = "get-detections"
  case blur = "blur"
  case recordFailure = "record-failure"
  case plan = "plan"
  case blurSpan = "blur-span"
  case join = "join"
  case removePieces = "remove-pieces"
  case analyzeImage = "analyze-image"

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

/// The environment variables of a function. Empty variables count as unset.
public struct Variables: Sendable {
  private let values: [String: String]

  public init(_ values: [String: String]) {
    self.values = values
  }

  /// An optional variable.
  public subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// A required variable.
  public func required(_ name: String) throws(WorkflowError) -> String {
    guard let value = self[name] else {
      throw WorkflowError(.configuration, "environment variable \(name) is not set; set it on the function")
    }
    return value
  }

  /// An optional variable with a positive number.
  public func number(_ name: String) throws(WorkflowError) -> Double? {
    guard let text = self[name] else { return nil }
    guard let number = Double(text), number.isFinite, number > 0 else {
      throw WorkflowError(
        .configuration,
        "environment variable \(name) must be a number above 0, not '\(text)'")
    }
    return number
  }

  /// An optional variable with `true` or `false`, the default.
  public func flag(_ name: String) throws(WorkflowError) -> Bool {
    switch self[name] {
    case nil, "false": return false
    case "true": return true
    case let text?:
      throw WorkflowError(
        .configuration, "environment variable \(name) must be true or false, not '\(text)'")
    }
  }
}
