import AWS
import Core
import HTTP

/// Starts jobs. An account can run 20 jobs at once; beyond that a start is retried until one ends.
public struct JobStarter: Sendable {
  /// The longest time to wait for a free job slot, in seconds.
  public var jobSlotTimeout: Double
  private let client: RekognitionClient

  /// The default of `jobSlotTimeout` in seconds.
  public static let defaultJobSlotTimeout = 1800.0

  public init(_ client: RekognitionClient, jobSlotTimeout: Double = JobStarter.defaultJobSlotTimeout) {
    self.client = client
    self.jobSlotTimeout = jobSlotTimeout
  }

  /// Starts a job.
  ///
  /// Starts a job and waits for a free job slot if the account's limit is reached.
  ///
  /// - Parameter onWait: called once, when the wait begins.
  /// - Throws: `RekognitionError` if no slot became free within `jobSlotTimeout`, otherwise as
  ///   `AWSClient.perform`.
  public func start(_ request: JobRequest, onWait: () -> Void = {}) async throws -> RekognitionJob {
    let token = request.token ?? randomToken()
    let environment = client.environment
    let start = environment.now()
    var retry = OutageRetry(environment)
    let backoff = Backoff(first: 5, factor: 1.5, most: 60, jitter: .quarter)
    var refusals = 0
    while true {
      do {
        return try await client.start(request, token: token)
      } catch let error as AWSError where error.code == RekognitionClient.jobLimitExceeded {
        retry.succeed()
        refusals += 1
        let delay = backoff.seconds(after: refusals, random: environment.random())
        let waited = environment.now() - start
        guard waited + delay <= jobSlotTimeout else {
          throw RekognitionError.noFreeJobSlot(request, seconds: waited)
        }
        if refusals == 1 { onWait() }
        try await environment.sleep(delay)
      } catch {
        try await retry.backOffOrThrow(error)
      }
    }
  }

  /// A random `ClientRequestToken`. A token derived from the object's name would return the job of an older
  /// video with the same name.
  private func randomToken() -> String {
    let digits = Array("0123456789abcdefghijklmnopqrstuvwxyz")
    return String((0..<32).map { _ in digits[Int(client.environment.random() * Double(digits.count))] })
  }
}
