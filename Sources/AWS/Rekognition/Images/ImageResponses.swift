/// A response of an `ImageOperation`, with the member names of the service model. Members that are not listed are
/// ignored. Confidences are 0...100. Boxes and points are ratios of the displayed image: Rekognition applies the EXIF
/// orientation; they can be negative or pass 1.
public protocol ImageResponse: Decodable, Sendable {}

public struct DetectFacesResponse: ImageResponse {
  public struct Face: Decodable, Sendable {
    public var BoundingBox: RekognitionBox
    public var Confidence: Double
    public var Landmarks: [Landmark]?
    public var Pose: Pose?
    public var Quality: Quality?
  }
  public struct Landmark: Decodable, Sendable {
    /// `eyeLeft`, `nose`
    public var `Type`: String
    public var X: Double
    public var Y: Double
  }
  /// In degrees, -180...180.
  public struct Pose: Decodable, Sendable {
    public var Roll: Double
    public var Yaw: Double
    public var Pitch: Double
  }
  /// 0...100.
  public struct Quality: Decodable, Sendable {
    public var Brightness: Double
    public var Sharpness: Double
  }

  public var FaceDetails: [Face]
}

public struct DetectLabelsResponse: ImageResponse {
  public struct Label: Decodable, Sendable {
    public var Name: String
    public var Confidence: Double
    /// The objects of this kind that have a box.
    public var Instances: [Instance]?
    public var Parents: [Named]?
    public var Categories: [Named]?
  }
  public struct Instance: Decodable, Sendable {
    public var BoundingBox: RekognitionBox
    public var Confidence: Double
  }
  public struct Named: Decodable, Sendable {
    public var Name: String
  }

  public var Labels: [Label]
  public var LabelModelVersion: String?
}

public struct DetectTextResponse: ImageResponse {
  public struct Detection: Decodable, Sendable {
    public var DetectedText: String
    /// `LINE` or `WORD`.
    public var `Type`: String
    public var Id: Int
    /// The line of a word.
    public var ParentId: Int?
    public var Confidence: Double
    public var Geometry: Geometry
  }
  public struct Geometry: Decodable, Sendable {
    public var BoundingBox: RekognitionBox
    public var Polygon: [Point]?
  }
  public struct Point: Decodable, Sendable {
    public var X: Double
    public var Y: Double
  }

  public var TextDetections: [Detection]
  public var TextModelVersion: String?
}

public struct DetectModerationLabelsResponse: ImageResponse {
  public struct Label: Decodable, Sendable {
    public var Name: String
    public var Confidence: Double
    /// Empty at the top level of the taxonomy.
    public var ParentName: String?
    /// From 1.
    public var TaxonomyLevel: Int?
  }

  public var ModerationLabels: [Label]
  public var ModerationModelVersion: String?
}

/// The structure `BoundingBox` of the service model.
public struct RekognitionBox: Decodable, Sendable {
  public var Left: Double
  public var Top: Double
  public var Width: Double
  public var Height: Double
}
