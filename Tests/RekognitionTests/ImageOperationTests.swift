import AWS
import FrameveilTesting
import Rekognition
import Testing

/// The operations on one image: their requests by the SDK's service model, their responses, and retries.
@Suite(.blocking) struct ImageOperationTests {
  private static let images: [RekognitionImage] = [
    .bytes([0xFF, 0xD8, 0xFF, 0xE0]),
    .object(ObjectReference(bucket: "pictures", key: "images/ü 1.jpg", version: "v1")),
  ]

  @Test func `every request conforms to the service model`() async throws {
    let service = ScriptedService([.ok("{}")])
    let client = try service.client()
    for operation in ImageOperation.allCases {
      for image in Self.images { _ = try await client.detect(operation, in: image) }
    }
    let asked = service.asked
    #expect(asked.count == 8)
    #expect(try RequestTests.judge(asked.filter { !$0.hasBytes }) == ImageOperation.allCases.map(\.rawValue))
  }

  @Test func `bytes are sent as Base64, and of faces the default attributes are asked for`() async throws {
    let service = ScriptedService([.ok("{}")])
    let client = try service.client()
    _ = try await client.detect(.faces, in: Self.images[0])
    _ = try await client.detect(.text, in: Self.images[1])
    #expect(
      service.asked.map { String(decoding: $0.body, as: UTF8.self) } == [
        #"{"Attributes":["DEFAULT"],"Image":{"Bytes":"/9j/4A=="}}"#,
        #"{"Image":{"S3Object":{"Bucket":"pictures","Name":"images/ü 1.jpg","Version":"v1"}}}"#,
      ])
  }

  @Test func `throttling is retried`() async throws {
    let service = ScriptedService([
      .error(400, "ThrottlingException"), .error(400, "ProvisionedThroughputExceededException"), .ok("{}"),
    ])
    _ = try await service.client().detect(.labels, in: Self.images[0])
    #expect(service.asked.count == 3)
    let refusing = ScriptedService([.error(400, "InvalidImageFormatException")])
    await #expect(throws: AWSError.self) {
      _ = try await refusing.client().detect(.labels, in: Self.images[0])
    }
    #expect(refusing.asked.count == 1)
  }

  @Test func `responses keep names, boxes, confidences and model versions`() throws {
    let faces = try ImageOperation.faces.read(
      DetectFacesResponse.self,
      from: Array(
        #"""
        {"FaceDetails":[{"BoundingBox":{"Width":0.1,"Height":0.2,"Left":-0.01,"Top":0.4},"Confidence":99.5,
        "Landmarks":[{"Type":"nose","X":0.1,"Y":0.5}],"Pose":{"Roll":1,"Yaw":-2,"Pitch":3.5},
        "Quality":{"Brightness":50,"Sharpness":60},"Smile":{"Value":true,"Confidence":9}}],
        "OrientationCorrection":"ROTATE_0"}
        """#.utf8))
    #expect(faces.FaceDetails.first?.BoundingBox.Left == -0.01)
    #expect(faces.FaceDetails.first?.Landmarks?.first?.Type == "nose")
    #expect(faces.FaceDetails.first?.Pose?.Yaw == -2)
    let labels = try ImageOperation.labels.read(
      DetectLabelsResponse.self,
      from: Array(
        #"""
        {"Labels":[{"Name":"Car","Confidence":98,"Instances":[{"BoundingBox":{"Width":0.1,"Height":0.2,"Left":0,
        "Top":0},"Confidence":97}],"Parents":[{"Name":"Vehicle"}],"Categories":[{"Name":"Vehicles"}]},
        {"Name":"Street","Confidence":80}],"LabelModelVersion":"3.0"}
        """#.utf8))
    #expect(labels.Labels.map(\.Name) == ["Car", "Street"] && labels.LabelModelVersion == "3.0")
    #expect(labels.Labels.first?.Instances?.first?.Confidence == 97)
    let text = try ImageOperation.text.read(
      DetectTextResponse.self,
      from: Array(
        #"""
        {"TextDetections":[{"DetectedText":"ABC","Type":"WORD","Id":1,"ParentId":0,"Confidence":90,
        "Geometry":{"BoundingBox":{"Width":0.1,"Height":0.2,"Left":0,"Top":0},"Polygon":[{"X":0,"Y":0}]}}],
        "TextModelVersion":"3.0"}
        """#.utf8))
    #expect(text.TextDetections.first?.ParentId == 0 && text.TextModelVersion == "3.0")
    let moderation = try ImageOperation.moderation.read(
      DetectModerationLabelsResponse.self,
      from: Array(
        #"{"ModerationLabels":[{"Name":"Weapons","ParentName":"Violence","Confidence":70,"TaxonomyLevel":2}]}"#
          .utf8))
    #expect(moderation.ModerationLabels.first?.TaxonomyLevel == 2 && moderation.ModerationModelVersion == nil)
  }

  @Test func `a malformed response is an error that names the operation`() {
    for body in ["", "[]", "{}", #"{"Labels":[{"Confidence":1}]}"#, #"{"Labels":7}"#] {
      let error = #expect(throws: RekognitionError.self) {
        try ImageOperation.labels.read(DetectLabelsResponse.self, from: Array(body.utf8))
      }
      #expect(error?.description.contains("DetectLabels") == true)
    }
  }
}

extension ScriptedService.Asked {
  /// The judge takes texts as bytes only where they are Python's `bytes`.
  fileprivate var hasBytes: Bool { String(decoding: body, as: UTF8.self).contains(#""Bytes""#) }
}
