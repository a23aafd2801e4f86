import FoundationEssentials
import Synchronization

/// An S3 store that stops responding; see Tests/Stack/silent-store for its plan.
public final class SilentStore: Sendable {
  /// The requests received.
  public struct Seen: Decodable, Sendable {
    /// The AWS operations, in order.
    public var operations: [String]
    /// Paths and queries as sent; URLs in requests to a proxy.
    public var targets: [String]
    /// The highest number of parts in flight.
    public var mostParts: Int
    /// Whether a request is left without a response.
    public var isSilent: Bool
  }

  public let url: String
  private let service: Mutex<Service>

  public init(_ plan: JSON) throws {
    let text = String(decoding: try JSONEncoder().encode(plan), as: UTF8.self)
    let started = try Service("silent-store", [text], python: "python3")
    url = started.url
    service = Mutex(started)
  }

  /// The requests so far.
  public func seen() throws -> Seen { try ask("seen") }

  /// As `seen`, after the store has stopped responding.
  public func seenOnceSilent() throws -> Seen { try ask("silent") }

  /// The environment variables for a program to use this store and no configuration of the current user.
  public var environment: [String: String] {
    [
      "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1",
      "AWS_ENDPOINT_URL": url, "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
      "AWS_EC2_METADATA_DISABLED": "true",
    ]
  }

  private func ask(_ command: String) throws -> Seen {
    let response = try service.withLock { try $0.ask(command) }
    return try JSONDecoder().decode(Seen.self, from: Data(response.utf8))
  }
}
