import FoundationEssentials
import Synchronization

/// An S3 server that verifies what it is sent (OpenStack Swift), started once in a run of the tests, and boto3 beside
/// it, which judges what lies there.
public final class ObjectServer: Sendable {
  /// Who asks.
  public struct Keys: Sendable {
    /// The access key's id.
    public var id: String
    /// Its secret.
    public var secret: String
  }

  /// To whom all buckets belong. As in Tests/Stack/s3_configuration.py.
  public static let owner = Keys(
    id: "FRAMEVEILOWNER000001", secret: "owner/secret+of/the/tests+0123456789abcd")
  /// Who is known and may do nothing.
  public static let stranger = Keys(
    id: "FRAMEVEILOTHER000001", secret: "other/secret+of/the/tests+0123456789abcd")

  private static let started = Result { try ObjectServer() }

  /// The server of this run.
  public static func shared() throws -> ObjectServer { try started.get() }

  /// Where it answers, `http://127.0.0.1:PORT`.
  public let url: String
  private let service: Mutex<Service>
  private let judge: Mutex<Service>
  private let buckets = Atomic(0)

  private init() throws {
    let server = try Service("s3-server")
    url = server.url
    service = Mutex(server)
    judge = Mutex(try Service("s3-judge"))
  }

  /// What a program's environment must hold to use this server, and nothing of the user's own.
  public func environment(_ keys: Keys = owner, through url: String? = nil) -> [String: String] {
    [
      "AWS_ACCESS_KEY_ID": keys.id, "AWS_SECRET_ACCESS_KEY": keys.secret, "AWS_REGION": "us-east-1",
      "AWS_DEFAULT_REGION": "us-east-1", "AWS_ENDPOINT_URL_S3": url ?? self.url,
      "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
      "AWS_EC2_METADATA_DISABLED": "true",
    ]
  }

  /// Makes a bucket of a test's own.
  public func makeBucket() throws -> String {
    let bucket = "bucket-\(buckets.add(1, ordering: .relaxed).newValue)"
    _ = try ask("create_bucket", ["Bucket": .string(bucket)]).get()
    return bucket
  }

  /// Asks through boto3; its methods and their arguments are its own.
  public func ask(_ call: String, _ arguments: [String: JSON], _ manner: Manner = Manner()) throws -> Answer {
    var question = manner
    question.call = call
    question.arguments = arguments
    question.endpoint = manner.endpoint ?? url
    let line = String(decoding: try JSONEncoder().encode(question), as: UTF8.self)
    let answer = try judge.withLock { try $0.ask(line) }
    return try JSONDecoder().decode(Answer.self, from: Data(answer.utf8))
  }
}
