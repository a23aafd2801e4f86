import FoundationEssentials
public import LambdaRuntime

/// A function of the workflow: from a typed event to a typed answer.
public protocol WorkflowFunction: Sendable {
  /// What it is called with.
  associatedtype Event: Decodable & Sendable
  /// What it gives back.
  associatedtype Answer: Encodable & Sendable

  /// Does its work.
  func handle(_ event: Event, _ context: InvocationContext) async throws -> Answer
}

/// A function behind JSON.
public struct JSONHandler<Function: WorkflowFunction>: InvocationHandler {
  private let function: Function

  /// Wraps a function.
  public init(_ function: Function) {
    self.function = function
  }

  /// Decodes the event, calls the function, encodes its answer with its members sorted.
  public func handle(_ event: [UInt8], _ context: InvocationContext) async throws -> [UInt8] {
    let decoded: Function.Event
    do {
      decoded = try JSONDecoder().decode(Function.Event.self, from: Data(event))
    } catch let error as DecodingError {
      throw WorkflowError(.invalidInput, "the event cannot be read: \(error.words)")
    }
    return try JSONText.bytes(try await function.handle(decoded, context))
  }
}

/// How everything of the workflow is written as JSON.
enum JSONText {
  static func bytes(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value))
  }
}

extension DecodingError {
  /// One line: what is wrong, and with which member.
  fileprivate var words: String {
    func at(_ path: [any CodingKey]) -> String {
      let names = path.map { $0.intValue.map(String.init) ?? $0.stringValue }
      return names.isEmpty ? "" : " in \(names.joined(separator: "."))"
    }
    return switch self {
    case .keyNotFound(let key, let context): "'\(key.stringValue)' is missing\(at(context.codingPath))"
    case .valueNotFound(_, let context): "there is a null\(at(context.codingPath))"
    case .typeMismatch(_, let context), .dataCorrupted(let context):
      "\(context.debugDescription)\(at(context.codingPath))"
    @unknown default: "\(self)"
    }
  }
}
