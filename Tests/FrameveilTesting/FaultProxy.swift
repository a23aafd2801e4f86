import FoundationEssentials
import Synchronization

/// A proxy in front of a service that breaks what its plan says and writes down every request; see
/// Tests/Stack/fault_plan.py for plans.
public final class FaultProxy: Sendable {
  /// A request that came, in the order in which they ended, and what the client got.
  public struct Request: Decodable, Sendable {
    /// From 1.
    public var number: Int
    /// AWS's name: `GetObject`, `UploadPart`; `Connection` for one that was ended before it was read.
    public var operation: String
    /// HTTP's method.
    public var method: String
    /// Path and query as on the wire.
    public var target: String
    /// By their names in lower case.
    public var headers: [String: String]
    /// Bytes of the body that were read, with the framing of chunks.
    public var bodySize: Int
    /// Which fault of the plan it met, from 0.
    public var fault: Int?
    /// The answer's; nil where none came.
    public var status: Int?
    /// Bytes of the answer's body that the client got.
    public var answerSize: Int
  }

  /// Where it answers.
  public let url: String
  private let service: Mutex<Service>
  private let folder: TemporaryFolder

  /// Starts it in front of a service.
  public init(to upstream: String, seed: Int = 0, _ faults: [JSON] = []) throws {
    folder = try TemporaryFolder()
    let plan: JSON = ["seed": .integer(seed), "faults": .array(faults)]
    let path = try folder.write("plan.json", try JSONEncoder().encode(plan))
    let started = try Service("fault-proxy", [upstream, path, folder("log")])
    url = started.url
    service = Mutex(started)
  }

  /// The requests that have come; waits until those that are under way have ended or stall.
  public func requests() throws -> [Request] {
    _ = try service.withLock { try $0.ask("") }
    return try bytes(of: folder("log")).split(separator: UInt8(ascii: "\n"))
      .map { try JSONDecoder().decode(Request.self, from: Data($0)) }
  }
}
