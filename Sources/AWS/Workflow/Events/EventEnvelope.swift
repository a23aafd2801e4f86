/// The members of all kinds of events, as far as they are looked at.
struct EventEnvelope: Decodable {
  struct Record: Decodable {
    struct Notification: Decodable {
      var message: String
      enum CodingKeys: String, CodingKey { case message = "Message" }
    }
    var eventSource: String?
    var eventName: String?
    var s3: Entity?
    /// Of SQS.
    var body: String?
    /// Of SNS.
    var sns: Notification?
    enum CodingKeys: String, CodingKey {
      case eventSource, eventName, s3, body
      case sns = "Sns"
    }
  }
  /// What happened to which object (Amazon S3 User Guide, "Event message structure").
  struct Entity: Decodable {
    struct Object: Decodable {
      var key: String
      /// Events of deletions have none.
      var size: UInt64?
      var eTag: String?
      var versionId: String?
      var sequencer: String?
    }
    var bucket: Bucket
    var object: Object
  }
  struct Bucket: Decodable {
    var name: String
  }
  /// EventBridge's "Object Created", whose keys are not encoded.
  struct Detail: Decodable {
    struct Object: Decodable {
      var key: String
      var size: UInt64
      var etag: String?
      var versionID: String?
      var sequencer: String?
      enum CodingKeys: String, CodingKey {
        case key, size, etag, sequencer
        case versionID = "version-id"
      }
    }
    var bucket: Bucket
    var object: Object

    var upload: Upload {
      Upload(
        bucket: bucket.name, key: object.key, size: object.size, etag: object.etag,
        versionID: object.versionID,
        sequencer: object.sequencer)
    }
  }

  var event: String?
  var records: [Record]?
  var detail: Detail?
  /// Of SNS in SQS.
  var message: String?
  enum CodingKeys: String, CodingKey {
    case event = "Event"
    case records = "Records"
    case message = "Message"
    case detail
  }
}
