import FoundationEssentials
import Synchronization

/// A store that is slow and then silent; see Tests/Stack/silent-store for its plan.
public final class SilentStore: Sendable {
  /// What came to it.
  public struct Seen: Decodable, Sendable {
    /// AWS's names of the requests, in their order.
    public var operations: [String]
    /// Paths and queries as on the wire; to a proxy these are URLs.
    public var targets: [String]
    /// The most parts that were on their way at once.
    public var mostParts: Int
    /// Whether a request waits in vain.
    public var isSilent: Bool
  }

  /// Where it answers.
  public let url: String
  private let service: Mutex<Service>

  /// Starts it.
  public init(_ plan: JSON) throws {
    let text = String(decoding: try JSONEncoder().encode(plan), as: UTF8.self)
    let started = try Service("silent-store", [text], python: "python3")
    url = started.url
    service = Mutex(started)
  }

  /// What has come.
  public func seen() throws -> Seen { try ask("seen") }

  /// The same once it has fallen silent.
  public func seenOnceSilent() throws -> Seen { try ask("silent") }

  /// What a program's environment must hold to use this store, and nothing of the user's own.
  public var environment: [String: String] {
    [
      "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1",
      "AWS_ENDPOINT_URL": url, "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
      "AWS_EC2_METADATA_DISABLED": "true",
    ]
  }

  private func ask(_ question: String) throws -> Seen {
    let answer = try service.withLock { try $0.ask(question) }
    return try JSONDecoder().decode(Seen.self, from: Data(answer.utf8))
  }
}
