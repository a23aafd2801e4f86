import FoundationEssentials
import Synchronization

/// A proxy in front of a service that injects the faults of a plan and logs every request. Plans:
/// Tests/Stack/fault_plan.py.
public final class FaultProxy: Sendable {
  /// A logged request and the response that the client received. Requests are logged in order of completion.
  public struct Request: Decodable, Sendable {
    /// From 1.
    public var number: Int
    /// The AWS operation: `GetObject`, `UploadPart`; `Connection` for one that was closed before it was read.
    public var operation: String
    public var method: String
    /// Path and query as sent.
    public var target: String
    /// By lower-case name.
    public var headers: [String: String]
    /// Bytes of the body read, including chunk framing.
    public var bodySize: Int
    /// The index of the applied fault in the plan, from 0.
    public var fault: Int?
    /// The status code of the response; nil if there was none.
    public var status: Int?
    /// Bytes of the response body sent to the client.
    public var answerSize: Int
  }

  public let url: String
  private let service: Mutex<Service>
  private let folder: TemporaryFolder

  /// Starts the proxy in front of a service.
  public init(to upstream: String, seed: Int = 0, _ faults: [JSON] = []) throws {
    folder = try TemporaryFolder()
    let plan: JSON = ["seed": .integer(seed), "faults": .array(faults)]
    let path = try folder.write("plan.json", try JSONEncoder().encode(plan))
    let started = try Service("fault-proxy", [upstream, path, folder("log")])
    url = started.url
    service = Mutex(started)
  }

  /// Waits until a request has stalled; throws if none does within twenty minutes.
  public func waitForStall() throws { _ = try service.withLock { try $0.ask("stalled") } }

  /// The logged requests; waits until pending ones have completed or stalled.
  public func requests() throws -> [Request] {
    _ = try service.withLock { try $0.ask("") }
    return try bytes(of: folder("log")).split(separator: UInt8(ascii: "\n"))
      .map { try JSONDecoder().decode(Request.self, from: Data($0)) }
  }
}
