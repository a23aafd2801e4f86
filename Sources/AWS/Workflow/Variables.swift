/// The environment variables of a function; an empty one counts as none.
public struct Variables: Sendable {
  private let values: [String: String]

  /// Takes them.
  public init(_ values: [String: String]) {
    self.values = values
  }

  /// A variable that may be missing.
  public subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// A variable that must be there.
  public func required(_ name: String) throws(WorkflowError) -> String {
    guard let value = self[name] else {
      throw WorkflowError(.configuration, "the function's environment variable \(name) is not set")
    }
    return value
  }

  /// A number above zero that may be missing.
  public func number(_ name: String) throws(WorkflowError) -> Double? {
    guard let text = self[name] else { return nil }
    guard let number = Double(text), number.isFinite, number > 0 else {
      throw WorkflowError(
        .configuration, "the function's environment variable \(name) takes a number above 0, not '\(text)'")
    }
    return number
  }
}
