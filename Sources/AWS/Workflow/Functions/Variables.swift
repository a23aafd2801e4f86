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
}
