// Finds objects on a picture with a detector, wherever the model runs.

import EdgeDetection
import EdgeDrivers
import EdgeVision

let runner = try await Drivers.connect("model.tflite")
let detector = try Detector(session: await runner.makeSession())
let picture = try PictureDecoder().decode(file: "bus.jpg")
for object in try await detector.detect(picture).detections {
  print(detector.names[object.classIndex], object.confidence, object.box)
}
