// Responses as test data. Those called real are excerpts of Amazon Rekognition's responses, with all digits.
enum Responses {
  /// A `BoundingBox` of 0.25 by 0.25 at the top edge.
  static func box(left: Double) -> String {
    #"{"Width":0.25,"Height":0.25,"Left":\#(left),"Top":0}"#
  }

  /// An entry of GetFaceDetection.
  static func face(_ milliseconds: Int, left: Double, confidence: Double = 100) -> String {
    #"{"Timestamp":\#(milliseconds),"Face":{"BoundingBox":\#(box(left: left)),"Confidence":\#(confidence)}}"#
  }

  /// A response of GetFaceDetection.
  static func page(_ faces: String..., more: String = "") -> String {
    #"{"JobStatus":"SUCCEEDED","Faces":[\#(faces.joined(separator: ","))]\#(more)}"#
  }

  /// Real: GetFaceDetection of 2018, as boto3 prints it; the list comes after the metadata.
  static let faceDetection = """
    {
      "JobStatus": "SUCCEEDED",
      "VideoMetadata": {
        "Codec": "h264",
        "DurationMillis": 13246,
        "Format": "QuickTime / MOV",
        "FrameRate": 29.969802856445312,
        "FrameHeight": 568,
        "FrameWidth": 320
      },
      "Faces": [
        {
          "Timestamp": 3169,
          "Face": {
            "BoundingBox": {
              "Width": 0.4927884638309479,
              "Height": 0.27762728929519653,
              "Left": -0.07932692021131516,
              "Top": 0.45368367433547974
            },
            "AgeRange": { "Low": 16, "High": 27 },
            "Smile": { "Value": false, "Confidence": 52.892112731933594 },
            "Emotions": [ { "Type": "HAPPY", "Confidence": 21.10363006591797 } ],
            "Landmarks": [
              { "Type": "eyeLeft", "X": 0.07696007192134857, "Y": 0.5554724931716919 },
              { "Type": "nose", "X": 0.18233993649482727, "Y": 0.6014230251312256 }
            ],
            "Pose": { "Roll": -1.2031961679458618, "Yaw": 4.4705810546875, "Pitch": 2.2470242977142334 },
            "Confidence": 99.9954605102539
          }
        }
      ],
      "ResponseMetadata": { "HTTPStatusCode": 200, "RetryAttempts": 0 }
    }
    """

  /// Real: GetFaceSearch of the same video; only every third entry has a face. The last entry, of a person
  /// without any box, was added.
  static let faceSearch = """
    {"JobStatus":"SUCCEEDED","Persons":[
    {"Timestamp":3169,"Person":{"Index":0,
      "BoundingBox":{"Width":0.484375,"Height":0.6038732528686523,"Left":0,"Top":0.39612674713134766},
      "Face":{"BoundingBox":{"Width":0.4927884638309479,"Height":0.27762728929519653,
        "Left":-0.07932692021131516,"Top":0.45368367433547974},"Confidence":99.9954605102539}},
     "FaceMatches":[{"Similarity":97.042724609375,"Face":{"FaceId":"b5f9e2a1-8212-403d-abc4-0530677fc49b",
       "BoundingBox":{"Width":0.6961749792098999,"Height":0.5668929815292358,"Left":0.13107000291347504,
       "Top":0.16221900284290314},"Confidence":99.9845962524414}}]},
    {"Timestamp":3236,"Person":{"Index":0,"BoundingBox":{"Width":0.534375011920929,
      "Height":0.5985915660858154,"Left":0,"Top":0.40140846371650696}}},
    {"Timestamp":3303,"Person":{"Index":1}}]}
    """

  static let labels = """
    {"Labels":[
    {"Label":{"Instances":[{"BoundingBox":\(box(left: 0.5)),"Confidence":90}],"Name":"License Plate"},"Timestamp":0},
    {"Timestamp":0,"Label":{"Name":"Car","Confidence":80,"Instances":[{"BoundingBox":\(box(left: 0.1))}]}},
    {"Timestamp":500,"Label":{"Name":"License Plate","Instances":[],"Parents":[{"Name":"Vehicle"}]}},
    {"Timestamp":1000,"Label":{"Name":"Beach","Confidence":70,"Instances":[]}}],
    "JobStatus":"SUCCEEDED"}
    """

  static let text = """
    {"JobStatus":"SUCCEEDED","TextDetections":[{"Timestamp":40,"TextDetection":{"DetectedText":"EXIT","Type":"LINE",
    "Id":0,"Confidence":97.5,"Geometry":{"BoundingBox":\(box(left: 0.75)),"Polygon":[{"X":0.75,"Y":0}]}}}]}
    """

  /// The file of the AWS sample: its own boxes first, then the last raw response, whose faces are among them.
  static let sample = """
    {"timestamps":{"480":[\(box(left: 0.1)),\(box(left: 0.2))],"520":[],"1000":[\(box(left: 0.3))]},
    "response":{"JobStatus":"SUCCEEDED","VideoMetadata":{"FrameWidth":1280},"Faces":[\(face(1000, left: 0.3))]}}
    """
}
