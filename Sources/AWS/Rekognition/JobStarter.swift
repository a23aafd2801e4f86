import AWS
import Core
import HTTP

/// Starts jobs. An account can have 20 open; a start waits until there is room.
public struct JobStarter: Sendable {
  /// How long a start waits for room at most, in seconds.
  public var slotLimit: Double
  private let client: RekognitionClient

  /// Starts by `client`.
  public init(_ client: RekognitionClient, slotLimit: Double = 1800) {
    self.client = client
    self.slotLimit = slotLimit
  }

  /// Starts a job.
  ///
  /// - Parameter onWait: called once, when it must wait for room.
  public func start(_ request: JobRequest, onWait: () -> Void = {}) async throws -> RekognitionJob {
    let token = request.token ?? madeUpToken()
    let environment = client.environment
    let start = environment.now()
    var retry = OutageRetry(environment)
    let backoff = Backoff(first: 5, factor: 1.5, most: 60, jitter: .quarter)
    var refusals = 0
    while true {
      do {
        return try await client.start(request, token: token)
      } catch let error as AWSError where error.code == RekognitionClient.isFull {
        retry.succeed()
        refusals += 1
        let delay = backoff.seconds(after: refusals, random: environment.random())
        let waited = environment.now() - start
        guard waited + delay <= slotLimit else { throw RekognitionError.noSlot(request, seconds: waited) }
        if refusals == 1 { onWait() }
        try await environment.sleep(delay)
      } catch {
        try await retry.bear(error)
      }
    }
  }

  /// A token nobody else has. One that followed from the video's name would give the job of an older video of the
  /// same name.
  private func madeUpToken() -> String {
    let digits = Array("0123456789abcdefghijklmnopqrstuvwxyz")
    return String((0..<32).map { _ in digits[Int(client.environment.random() * Double(digits.count))] })
  }
}
